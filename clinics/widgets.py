from django import forms


class PictureInput(forms.ClearableFileInput):
    """Choose a picture; the one that is there is shown, not only named."""

    template_name = "admin/components/picture_input.html"
    clear_checkbox_label = "Remove this picture"

    def __init__(self, attrs=None):
        super().__init__({"accept": "image/jpeg,image/png,image/webp", **(attrs or {})})
