"""Forms of guidance, publications and "who is my DCO"."""

from dco_portal.pages.forms.desk import (
    ApproveForm,
    DraftForm,
    NewPageForm,
    ReasonForm,
    ReviewForm,
    SendBackForm,
)
from dco_portal.pages.forms.library import FileForm, PublicationForm
from dco_portal.pages.forms.public import SearchForm, WhoForm

__all__ = [
    "ApproveForm",
    "DraftForm",
    "FileForm",
    "NewPageForm",
    "PublicationForm",
    "ReasonForm",
    "ReviewForm",
    "SearchForm",
    "SendBackForm",
    "WhoForm",
]
