import pytest

from qa.address_slips import meant_address

GMAIL_SLIPS = ["gmial.com", "gamil.com", "gmal.com", "gmai.com", "gmaill.com", "gnail.com"]


@pytest.mark.parametrize(
    ("domains", "meant"),
    [
        (
            [*GMAIL_SLIPS, "gmail.con", "gmail.co", "gmail.cm", "GMIAL.COM"],
            "gmail.com",
        ),
        (["yaho.com", "yahooo.com", "yhaoo.com", "yahoo.con", "yahoo.cmo"], "yahoo.com"),
        (["hotmial.com", "hotmal.com", "hotmai.com", "hotnail.com", "hotmail.co"], "hotmail.com"),
        (["outlok.com", "outllook.com", "outlook.con"], "outlook.com"),
        (["iclod.com", "icoud.com", "icloud.vom"], "icloud.com"),
        (["comcats.net", "comast.net", "comcast.nte"], "comcast.net"),
        (["aol.con"], "aol.com"),
        (["uoregon.eud"], "uoregon.edu"),
        (["elm-street-clinic.ogr"], "elm-street-clinic.org"),
    ],
)
def test_slip_in_a_domain_is_seen(domains, meant):
    seen = {domain: meant_address(f"Robin.K+pt@{domain}") for domain in domains}

    assert seen == dict.fromkeys(domains, f"Robin.K+pt@{meant}")


@pytest.mark.parametrize(
    "domain",
    [
        *("gmail.com", "Gmail.com", "googlemail.com", "mail.com", "email.com", "ymail.com"),
        *("gmx.com", "gmx.net", "gmx.de", "web.de", "fastmail.com", "fastmail.fm", "hey.com"),
        *("yahoo.com", "yahoo.ca", "yahoo.co.uk", "yahoo.co.jp", "yahoo.com.mx", "yahoo.fr"),
        *("rocketmail.com", "aol.com", "aim.com", "msn.com", "live.com", "live.ca", "me.com"),
        *("hotmail.com", "hotmail.co.uk", "hotmail.fr", "outlook.com", "outlook.de", "mac.com"),
        *("icloud.com", "cloud.com", "proton.me", "protonmail.com", "pm.me", "zoho.com"),
        *("comcast.net", "comcast.com", "verizon.net", "verizon.com", "att.net", "att.com"),
        *("sbcglobal.net", "bellsouth.net", "earthlink.net", "cox.net", "charter.net"),
        *("spectrum.net", "roadrunner.com", "optonline.net", "frontier.com", "juno.com"),
        *("oregonstate.edu", "uoregon.edu", "u.washington.edu", "ohsu.edu", "mit.edu"),
        *("mail.mil", "va.gov", "state.or.us", "salem-keizer.k12.or.us", "example.com"),
        *("olive.com", "aon.com", "macys.com", "mail.ru", "qq.com", "163.com", "yandex.com"),
        *("mailbox.org", "tutanota.com", "duck.com", "example.co", "example.cm", "hotels.com"),
    ],
)
def test_real_domain_is_left_alone(domain):
    assert meant_address(f"robin@{domain}") == ""
