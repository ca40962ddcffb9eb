"""Takes out of Django admin what other packages put there: people and sign-ins are kept by audited actions."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import admin
from django.contrib.auth.models import Group

for model in (Group, EmailAddress, Authenticator, UserSession):
    admin.site.unregister(model)
