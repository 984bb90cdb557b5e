"""The whole error tree of Dateline.

    DatelineError                     exit status 1
    ├── InputError                    exit status 2: what the person gave can't be used
    │   ├── SourceError               a file, folder, glob or address to index
    │   ├── QuestionError             a question
    │   └── SettingsError             an option, a variable or a line of dateline.toml
    ├── Stopped                       the person stopped the work
    ├── StoreError                    the index folder
    │   ├── StoreMissing              there is none yet
    │   ├── StoreDamaged              a part is missing, cut short or altered
    │   ├── StoreMismatch             made by another embedder or format
    │   ├── StoreLocked               another process is writing to it
    │   └── StoreWriteFailed          disk full, read-only folder
    └── ModelError                    a model file
        ├── ModelMissing              not fetched yet
        ├── ModelDamaged              not what the manifest says, or not a GGUF
        ├── ModelCrashed              its process ended in the middle of its work
        └── FetchFailed               the download did not work

A message is one line. It says what is wrong and which command or setting mends it: it is
printed as it stands.
"""


class DatelineError(Exception):
    """Base of every error that a person is meant to read."""

    exit_status = 1


class InputError(DatelineError):
    exit_status = 2


class SourceError(InputError):
    pass


class QuestionError(InputError):
    pass


class SettingsError(InputError):
    pass


class Stopped(DatelineError):
    pass


class StoreError(DatelineError):
    pass


class StoreMissing(StoreError):
    pass


class StoreDamaged(StoreError):
    pass


class StoreMismatch(StoreError):
    pass


class StoreLocked(StoreError):
    pass


class StoreWriteFailed(StoreError):
    pass


class ModelError(DatelineError):
    pass


class ModelMissing(ModelError):
    pass


class ModelDamaged(ModelError):
    pass


class ModelCrashed(ModelError):
    pass


class FetchFailed(ModelError):
    pass
