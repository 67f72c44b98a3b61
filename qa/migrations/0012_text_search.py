"""Let PostgreSQL read words as search does: accents folded, English endings and filler words cut.

`qa_words` only folds: it gives the words as they are written, for spelling.
"""

from django.db import migrations

CREATE = """
CREATE TEXT SEARCH CONFIGURATION qa_english (COPY = english);
ALTER TEXT SEARCH CONFIGURATION qa_english
    ALTER MAPPING FOR hword, hword_part, word WITH unaccent, english_stem;
CREATE TEXT SEARCH CONFIGURATION qa_words (COPY = simple);
ALTER TEXT SEARCH CONFIGURATION qa_words
    DROP MAPPING FOR email, file, float, host, hword, asciihword, int, numhword, numword,
                     hword_numpart, sfloat, uint, url, url_path, version;
ALTER TEXT SEARCH CONFIGURATION qa_words
    ALTER MAPPING FOR hword_part, word WITH unaccent, simple;
"""
DROP = "DROP TEXT SEARCH CONFIGURATION qa_english; DROP TEXT SEARCH CONFIGURATION qa_words;"


class Migration(migrations.Migration):
    dependencies = [("qa", "0011_first_synonyms")]

    operations = [migrations.RunSQL(CREATE, DROP)]
