"""A passkey as a browser made it for an account of the tests: only its public half."""

ID = "tdS1ZkA1nP4MRUfGwLqkcdjHCwOvbpoFwJd5RftQSZM"
CREDENTIAL = {
    "id": ID,
    "rawId": ID,
    "type": "public-key",
    "response": {
        "transports": ["internal"],
        "clientDataJSON": (
            "eyJ0eXBlIjoid2ViYXV0aG4uY3JlYXRlIiwiY2hhbGxlbmdlIjoiSm12ODh3X0lnVFFVTzZWTzBOY29LTzR1U3k5aW"
            "JOVV9ER21fYlUySXJUSSIsIm9yaWdpbiI6Imh0dHA6Ly9sb2NhbGhvc3Q6NTAxNTciLCJjcm9zc09yaWdpbiI6ZmFs"
            "c2UsIm90aGVyX2tleXNfY2FuX2JlX2FkZGVkX2hlcmUiOiJkbyBub3QgY29tcGFyZSBjbGllbnREYXRhSlNPTiBhZ2"
            "FpbnN0IGEgdGVtcGxhdGUuIFNlZSBodHRwczovL2dvby5nbC95YWJQZXgifQ"
        ),
        "attestationObject": (
            "o2NmbXRkbm9uZWdhdHRTdG10oGhhdXRoRGF0YVikSZYN5YgOjGh0NBcPZHZgW4_krrmihjLHmVzzuoMdl2NFAAAAAQ"
            "ECAwQFBgcIAQIDBAUGBwgAILXUtWZANZz-"
            "DEVHxsC6pHHYxwsDr26aBcCXeUX7UEmTpQECAyYgASFYILB0I0C6M-OjzidfMOVNWk-"
            "WShc5faDm4xAYBsQGEk5yIlggcMGd1OJKTso4lWZ_jxSeLln2elRoZrKabK-YRsy6lxQ"
        ),
    },
    "clientExtensionResults": {"credProps": {"rk": True}},
    "authenticatorAttachment": "platform",
}
