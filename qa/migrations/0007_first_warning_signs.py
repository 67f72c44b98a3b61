"""Write a first list of warning signs, for a clinician to approve, and let managers keep it."""

from django.db import migrations

FRAMEWORK = "Finucane et al., International Framework for Red Flags, JOSPT 2020;50(7):350-372"
CAUDA_EQUINA = "Greenhalgh, Mercer, Finucane: cauda equina syndrome warning signs card"
CLOTS = "NHS: deep vein thrombosis; pulmonary embolism"
HEART_AND_STROKE = "Cleveland Clinic: heart attack and stroke (BE FAST)"
CRISIS = "988 Suicide and Crisis Lifeline"
PRACTICE = "General practice; no source yet, to be confirmed by the approving clinician"

SIGNS = [
    (
        "Chest, breathing and speech",
        [
            ("Pain or pressure in the chest, or pain that spreads to the arm or jaw", HEART_AND_STROKE),
            ("Sudden trouble breathing, coughing up blood, or fainting", CLOTS),
            ("A drooping face, a weak arm or leg, or slurred speech that came suddenly", HEART_AND_STROKE),
            ("Sudden trouble seeing or keeping your balance", HEART_AND_STROKE),
            ("The worst headache of your life, coming on suddenly", PRACTICE),
        ],
    ),
    (
        "Back and neck",
        [
            ("New numbness or tingling between your legs, or around your genitals or buttocks", CAUDA_EQUINA),
            ("New trouble holding or passing urine or stool", CAUDA_EQUINA),
            ("A new change in sexual feeling or function, along with back or leg pain", CAUDA_EQUINA),
            ("Both legs getting weak or numb, or weakness that quickly gets worse", CAUDA_EQUINA),
            ("Hands that have become clumsy, or an unsteady walk, with neck pain", FRAMEWORK),
            ("A sudden tearing pain in the back or belly", PRACTICE),
        ],
    ),
    (
        "After a fall, a crash or a blow",
        [
            ("You cannot stand or walk on it, or cannot use it at all", FRAMEWORK),
            ("A bone or joint that looks out of place", PRACTICE),
            ("Neck or back pain after a hard fall or a crash", FRAMEWORK),
            ("Sudden back pain if you have weak bones or have taken steroids for long", FRAMEWORK),
            ("A blow to the head with vomiting, confusion or drowsiness", PRACTICE),
        ],
    ),
    (
        "Arms, legs and joints",
        [
            ("One calf, leg or arm that is newly swollen, warm, red or throbbing", CLOTS),
            ("A hot, red, swollen joint, with fever or feeling very ill", FRAMEWORK),
            ("A foot or hand that has turned cold, pale or blue", PRACTICE),
        ],
    ),
    (
        "The whole body",
        [
            ("Fever, chills or feeling very ill, along with pain in the back or a joint", FRAMEWORK),
            ("A wound after surgery that opens, oozes or gets hotter", PRACTICE),
            ("Strong pain or bleeding while pregnant", PRACTICE),
        ],
    ),
    (
        "Your safety",
        [
            ("Thoughts of ending your life, or of hurting yourself or somebody else", CRISIS),
            ("Somebody hurts or threatens you at home", PRACTICE),
        ],
    ),
]
RIGHTS = ["add_warningsign", "change_warningsign", "view_warningsign"]


def write_signs(apps, schema_editor):
    warning_sign = apps.get_model("qa", "WarningSign")
    for area_position, (area, signs) in enumerate(SIGNS):
        for position, (text, source) in enumerate(signs):
            warning_sign.objects.get_or_create(
                area=area,
                text=text,
                defaults={
                    "source": source,
                    "area_position": area_position,
                    "position": position,
                },
            )


def let_managers_keep_them(apps, schema_editor):
    content_type, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label="qa", model="warningsign"
    )
    manager = apps.get_model("auth", "Group").objects.get(name="manager")
    for right in RIGHTS:
        permission, _ = apps.get_model("auth", "Permission").objects.get_or_create(
            content_type=content_type,
            codename=right,
            defaults={"name": f"Can {right.split('_')[0]} warning sign"},
        )
        manager.permissions.add(permission)


class Migration(migrations.Migration):
    dependencies = [("qa", "0006_warning_signs")]

    operations = [
        migrations.RunPython(write_signs, migrations.RunPython.noop),
        migrations.RunPython(let_managers_keep_them, migrations.RunPython.noop),
    ]
