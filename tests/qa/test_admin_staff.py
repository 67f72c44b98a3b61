import pytest
from django.contrib.auth.models import Group, Permission, User
from django.urls import reverse

from tests import factories
from tests.desk import log_in, log_in_manager

pytestmark = pytest.mark.django_db

PASSWORD = "seven quiet herons"


def page(user: User) -> str:
    return reverse("admin:auth_user_change", args=[user.pk])


def typed(user: User, **values) -> dict[str, object]:
    return {"username": user.username, "is_active": "on", **values}


def group(name: str) -> int:
    return Group.objects.get(name=name).pk


def test_manager_adds_a_login_for_staff(client):
    log_in_manager(client)

    client.post(
        reverse("admin:auth_user_add"),
        {
            "username": "ines",
            "usable_password": "true",
            "password1": PASSWORD,
            "password2": PASSWORD,
            "is_superuser": "on",
        },
    )

    added = User.objects.get(username="ines")
    assert (added.is_staff, added.is_superuser, added.check_password(PASSWORD)) == (
        True,
        False,
        True,
    )


def test_manager_puts_somebody_into_groups(client):
    log_in_manager(client)
    user = factories.user("therapist")

    client.post(page(user), typed(user, groups=[group("therapist"), group("reviewer")]))

    assert set(user.groups.values_list("name", flat=True)) == {"therapist", "reviewer"}


@pytest.mark.parametrize("values", [{"is_superuser": "on"}, {"user_permissions": "1"}])
def test_manager_gives_no_other_right(client, values):
    log_in_manager(client)
    user = factories.user("therapist")

    client.post(page(user), typed(user, groups=[group("therapist")], **values))

    user.refresh_from_db()
    assert (user.is_superuser, user.user_permissions.count()) == (False, 0)


def test_manager_gives_and_takes_the_right_to_see_who_asked(client):
    log_in_manager(client)
    user = factories.user("therapist")

    client.post(page(user), typed(user, groups=[group("therapist")], sees_asker="on"))
    given = User.objects.get(pk=user.pk).has_perm("qa.view_asker")
    client.post(page(user), typed(user, groups=[group("therapist")]))
    taken = User.objects.get(pk=user.pk).has_perm("qa.view_asker")

    assert (given, taken) == (True, False)


def test_manager_does_not_change_their_own_rights(client):
    log_in_manager(client)
    manager = User.objects.get()

    client.post(page(manager), typed(manager, first_name="Ana", groups=[group("reviewer")]))

    manager.refresh_from_db()
    assert (manager.first_name, manager.groups.get().name) == ("Ana", "manager")


@pytest.mark.parametrize("name", ["auth_user_change", "auth_user_password_change"])
def test_manager_does_not_touch_a_superuser(client, name):
    log_in_manager(client)
    root = User.objects.create_superuser("root", password=PASSWORD)

    response = client.post(
        reverse(f"admin:{name}", args=[root.pk]),
        {"password1": "eight quiet herons", "password2": "eight quiet herons", "username": "r"},
    )

    root.refresh_from_db()
    assert (response.status_code, root.check_password(PASSWORD)) == (403, True)


def test_nobody_is_deleted(client):
    client.force_login(factories.user("manager", is_superuser=True))
    user = factories.user("therapist")

    response = client.post(reverse("admin:auth_user_delete", args=[user.pk]), {"post": "yes"})

    assert response.status_code == 403


@pytest.mark.parametrize("has_it", [True, False])
def test_right_that_one_lacks_is_neither_given_nor_taken(client, has_it):
    log_in(client, "therapist", "view_user", "change_user")
    user = factories.user("therapist")
    right = Permission.objects.get(codename="view_asker")
    if has_it:
        user.user_permissions.add(right)

    client.post(page(user), typed(user, **({} if has_it else {"sees_asker": "on"})))

    assert user.user_permissions.filter(pk=right.pk).exists() is has_it


def test_own_page_leaves_ones_own_rights_as_they_are(client):
    log_in(client, "therapist", "view_user", "change_user", "view_asker")
    me = User.objects.get()

    client.post(page(me), typed(me, first_name="Ines", groups=[group("manager")]))

    me = User.objects.get()
    assert (me.first_name, me.has_perm("qa.view_asker")) == ("Ines", True)
    assert [of.name for of in me.groups.all()] == ["therapist"]
