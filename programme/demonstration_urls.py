from django.urls import path

from programme import demo_sign_in, mailbox

urlpatterns = [
    path("demonstration/", demo_sign_in.demo_sign_in, name="demo_sign_in"),
    path("demonstration/<slug:role>/", demo_sign_in.demo_sign_in_as, name="demo_sign_in_as"),
    path("mailbox/", mailbox.mailbox, name="mailbox"),
    path("mailbox/<slug:name>/", mailbox.mailbox_message, name="mailbox_message"),
]
