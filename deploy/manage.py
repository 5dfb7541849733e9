"""The way to run `manage.py` on the data of `make run`, whether that is running or not.

python -m deploy.manage showmigrations
"""

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence

from deploy import folder
from deploy.embedded import servers
from deploy.refusal import Refusal, leave
from deploy.run import manage, settings


def main(arguments: Sequence[str]) -> int:
    os.umask(0o077)
    try:
        return beside_a_running_cadre_or_alone(arguments)
    except KeyboardInterrupt:
        return 130
    except PermissionError as error:
        leave(folder.not_ours(error))
    except Refusal as refusal:
        leave(refusal)


def beside_a_running_cadre_or_alone(arguments: Sequence[str]) -> int:
    var = folder.var()
    try:
        with folder.held(var), servers(var) as found:
            return call(arguments, settings(var, 8000, found.environment))
    except folder.InUse:
        return call(arguments, {**os.environ, **folder.remembered(var)})


def call(arguments: Sequence[str], environment: Mapping[str, str]) -> int:
    return subprocess.run(manage(*arguments), check=False, env=environment).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
