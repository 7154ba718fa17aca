import pytest, time
from accounts.acting import acting
from accounts.models import User
from django.test import Client
pytestmark = pytest.mark.django_db
def test_own_password(client_of, people):
    c = client_of("gonghui"); u = people["gonghui"]
    with acting("t"):
        u.set_password("old-pass-1234x"); u.save()
    c = client_of("gonghui")
    c.raise_request_exception = False
    r = c.post("/password/", {"old_password": "old-pass-1234x", "new_password1": "new-pass-zzz-99", "new_password2": "new-pass-zzz-99"})
    print("own", r.status_code, r.headers.get("Location"))
def test_admin_password(client_of, people):
    c = client_of("xitong"); c.raise_request_exception = False
    r = c.post(f"/admin/accounts/user/{people['gonghui'].pk}/password/", {"password1": "new-pass-zzz-99", "password2": "new-pass-zzz-99", "usable_password": "true"})
    print("adminpw", r.status_code, r.headers.get("Location"))
    r = c.post("/admin/accounts/user/add/", {"username": "neu", "name": "n", "password1": "new-pass-zzz-99", "password2": "new-pass-zzz-99", "usable_password": "true", "memberships-TOTAL_FORMS": 0, "memberships-INITIAL_FORMS": 0})
    print("add", r.status_code, r.headers.get("Location"))
def test_login_upgrade(people, settings):
    u = people["gonghui"]
    with acting("t"):
        u.set_password("old-pass-1234x"); u.save()
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher", "django.contrib.auth.hashers.MD5PasswordHasher"]
    c = Client(raise_request_exception=False)
    r = c.post("/login/", {"username": "gonghui", "password": "old-pass-1234x"})
    print("upgrade", r.status_code, r.headers.get("Location"))
def test_adminlogin(people, client_of):
    c = Client(raise_request_exception=False)
    with acting("t"):
        people["caizheng"].set_password("old-pass-1234x"); people["caizheng"].save()
    r = c.post("/admin/login/", {"username": "caizheng", "password": "old-pass-1234x"})
    print("adminlogin", r.status_code, r.headers.get("Location"))
    r = client_of("gonghui").get("/admin/"); print(r.status_code, r.headers)
    r = client_of("gonghui").get("/admin/login/?next=/admin/"); print(r.status_code)
@pytest.mark.parametrize("who", ["approved","draft","returned"])
def test_time(client_of, request, who):
    e = request.getfixturevalue(who)
    c = client_of("shenji")
    for p in [f"/evaluations/{e.pk}/", f"/evaluations/{e.pk}/sections/indicators/", f"/evaluations/{e.pk}/check/", f"/evaluations/{e.pk}/review/", f"/reports/{e.pk}/", f"/reports/{e.pk}/report.pdf", "/", "/audit/", f"/evaluations/{e.pk}/evidence/"]:
        t=time.time(); r=c.get(p); print(who, p, r.status_code, round(time.time()-t,3), len(r.content if not r.streaming else b""))
