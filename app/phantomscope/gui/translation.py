"""The program in the system's language, where `resources/translations` has it.

`pyside6-lupdate` collects the texts of `gui/**/*.py`, each under the class whose code it stands in, or under
the name given along with it; by that name they are asked for.
"""

import logging

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

from phantomscope.assets import resources_folder
from phantomscope.errors import PhantomscopeError

logger = logging.getLogger(__name__)

_FOLDER = "translations"


def install_translators(
    application: QCoreApplication, locale: QLocale | None = None
) -> tuple[QTranslator, ...]:
    """Have texts translated: ours where there is a file for the language, and then Qt's own, too.

    Args:
        application: It becomes the translators' parent.
        locale: Which language; the system's unless told.

    Returns:
        What has been installed; empty for English, which the texts are written in.
    """
    locale = locale or QLocale.system()
    try:
        ours = str(resources_folder() / _FOLDER)
    except PhantomscopeError as error:
        logger.warning("no translations: %s", error.what)
        return ()
    qts = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    installed: list[QTranslator] = []
    for name, folder in (("phantomscope", ours), ("qtbase", qts)):
        translator = QTranslator(application)
        if not translator.load(locale, name, "_", folder) or translator.isEmpty():
            break  # a window half in one language and half in another is worse than English
        application.installTranslator(translator)
        installed.append(translator)
    return tuple(installed)
