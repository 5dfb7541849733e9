from django.urls import path

from programme.demonstration import mailbox, sign_in

urlpatterns = [
    path("demonstration/", sign_in.demo_sign_in, name="demo_sign_in"),
    path("demonstration/<slug:role>/", sign_in.demo_sign_in_as, name="demo_sign_in_as"),
    path("mailbox/", mailbox.mailbox, name="mailbox"),
    path("mailbox/<slug:name>/", mailbox.mailbox_message, name="mailbox_message"),
]
