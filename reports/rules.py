import rules

from people.models import User
from reports.models import Document


@rules.predicate
def reads(user: User, document: Document) -> bool:
    """Whether the document is shown to one of the account's people, or to a role that they hold where it belongs."""
    return Document.objects.visible_to(user).filter(pk=document.pk).exists()


rules.add_perm("reports.read_document", reads)
