"""The help: contents and search on the left, the page on the right, beside the work rather than over it."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QModelIndex, Qt, QUrl, Slot
from PySide6.QtGui import (
    QDesktopServices,
    QKeySequence,
    QShortcut,
    QStandardItem,
    QStandardItemModel,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
)
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLineEdit,
    QSplitter,
    QTextBrowser,
    QTextEdit,
    QToolButton,
    QTreeView,
    QVBoxLayout,
    QWidget,
)

from phantomscope.gui.help.library import HelpLibrary, HelpPage
from phantomscope.gui.parts.icons import icon

_SIZE = (900, 620)
_WIDTHS = (240, 660)
_NAME_ROLE = Qt.ItemDataRole.UserRole
_MARGIN = 16
_EXTERNAL = ("http", "https")


class HelpWindow(QDialog):
    """Shows pages of the help.

    Attributes:
        contents: The list of pages, or of those found.
        search: Where to type what to look for.
        browser: The page.
        back_button, on_button: Through the pages seen.

    Args:
        library: The pages.
        parent: Qt parent.
    """

    def __init__(self, library: HelpLibrary, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._library = library
        self._page: HelpPage | None = None
        self._seen: list[str] = []
        self._place = -1
        self.setWindowTitle(self.tr("Phantomscope Help"))
        self._build()
        self._lay_out()
        self._fill("")
        self.resize(*_SIZE)

    @property
    def page(self) -> HelpPage | None:
        """The page shown."""
        return self._page

    @property
    def location(self) -> str:
        """Which page is shown, with the anchor it was opened at: "metric-mtf.md#line-pairs"."""
        return self._seen[self._place] if self._seen else ""

    def open(self, target: str = "") -> None:
        """Show a page at an anchor.

        Args:
            target: "page.md#anchor", "page.md" or, on the page shown, "#anchor"; empty for the first page.
        """
        if target.startswith("#") and self._page is not None:
            target = self._page.name + target
        target = target or self._library.first.name
        if target != self.location:
            self._seen = [*self._seen[: self._place + 1], target]
            self._place = len(self._seen) - 1
        self._show(target)

    @Slot()
    def back(self) -> None:
        """Go back to the page seen before."""
        self._go(-1)

    @Slot()
    def forward(self) -> None:
        """Go on to the page that ``back`` came from."""
        self._go(1)

    def changeEvent(self, event: QEvent) -> None:
        """Qt: another palette has other colours of links and signs."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "browser"):
            self._take_colours()

    # -- building -----------------------------------------------------------------------------------------

    def _build(self) -> None:
        self.search = QLineEdit(self)
        self.search.setPlaceholderText(self.tr("Search the help"))
        self.search.setClearButtonEnabled(True)
        self.search.setAccessibleName(self.tr("Search the help"))
        self.search.setToolTip(self.tr("Words that all stand on the page (Ctrl+F)"))
        self.search.textChanged.connect(self._fill)
        self.search.returnPressed.connect(self._on_search_entered)
        self._model = QStandardItemModel(self)
        self.contents = QTreeView(self)
        self.contents.setModel(self._model)
        self.contents.setHeaderHidden(True)
        self.contents.setAccessibleName(self.tr("Contents"))
        self.contents.setEditTriggers(QTreeView.EditTrigger.NoEditTriggers)
        self.contents.setUniformRowHeights(True)
        self.contents.clicked.connect(self._on_chosen)
        self.contents.activated.connect(self._on_chosen)
        self.browser = QTextBrowser(self)
        self.browser.setOpenLinks(False)
        self.browser.setAccessibleName(self.tr("Page"))
        self.browser.document().setDocumentMargin(_MARGIN)
        self.browser.anchorClicked.connect(self._on_link)
        self.back_button = self._button("back", self.tr("Back"), "Alt+Left", self.back)
        self.on_button = self._button("on", self.tr("Forward"), "Alt+Right", self.forward)
        QShortcut(QKeySequence(QKeySequence.StandardKey.Find), self, self._on_find)

    def _lay_out(self) -> None:
        left = QWidget(self)
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.search)
        column.addWidget(self.contents, 1)
        right = QWidget(self)
        page = QVBoxLayout(right)
        page.setContentsMargins(0, 0, 0, 0)
        buttons = QHBoxLayout()
        buttons.addWidget(self.back_button)
        buttons.addWidget(self.on_button)
        buttons.addStretch(1)
        page.addLayout(buttons)
        page.addWidget(self.browser, 1)
        splitter = QSplitter(Qt.Orientation.Horizontal, self)
        splitter.addWidget(left)
        splitter.addWidget(right)
        splitter.setStretchFactor(1, 1)
        splitter.setSizes(list(_WIDTHS))
        splitter.setChildrenCollapsible(False)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.addWidget(splitter)

    def _button(self, sign: str, text: str, key: str, act: Callable[[], None]) -> QToolButton:
        button = QToolButton(self)
        button.setAutoRaise(True)
        button.setIcon(icon(sign, self.palette()))
        button.setAccessibleName(text)
        button.setToolTip(f"{text} ({key})")
        button.clicked.connect(act)
        QShortcut(QKeySequence(key), self, act)
        return button

    # -- showing ------------------------------------------------------------------------------------------

    def _go(self, step: int) -> None:
        if 0 <= self._place + step < len(self._seen):
            self._place += step
            self._show(self._seen[self._place])

    def _show(self, target: str) -> None:
        name, _, anchor = target.partition("#")
        page = self._library.page(name) or self._library.first
        if page is not self._page:
            self._page = page
            # The flag keeps raw HTML out; Markdown's tables stay.
            features = QTextDocument.MarkdownFeature.MarkdownDialectGitHub
            self.browser.document().setMarkdown(page.markdown, features)
            self._space_out()
        self.back_button.setEnabled(self._place > 0)
        self.on_button.setEnabled(self._place < len(self._seen) - 1)
        self.setWindowTitle(self.tr("{title} – Phantomscope Help").format(title=page.title))
        self._mark_words()
        self._choose_row(page.name)
        self._scroll_to(anchor)

    def _space_out(self) -> None:
        """Give tables some air and a quiet frame; Markdown can't say so."""
        cursor = QTextCursor(self.browser.document())
        cursor.beginEditBlock()
        for frame in self.browser.document().rootFrame().childFrames():
            table = cursor.document().object(frame.objectIndex())
            form = frame.frameFormat().toTableFormat()
            form.setCellPadding(4)
            form.setCellSpacing(0)
            form.setBorder(1)
            form.setBorderCollapse(True)
            form.setBorderBrush(self.palette().mid())
            if table is not None:
                frame.setFrameFormat(form)
        cursor.endEditBlock()

    def _scroll_to(self, anchor: str) -> None:
        place = self._heading_place(anchor)
        bar = self.browser.verticalScrollBar()
        if place is None:
            bar.setValue(0)
            self.browser.moveCursor(QTextCursor.MoveOperation.Start)
            return
        cursor = QTextCursor(self.browser.document())
        cursor.setPosition(place)
        self.browser.setTextCursor(cursor)
        layout = self.browser.document().documentLayout()
        layout.documentSize()  # the bar knows its range only once all is laid out
        bar.setValue(round(layout.blockBoundingRect(cursor.block()).top()) - _MARGIN // 2)

    def _heading_place(self, anchor: str) -> int | None:
        """Where in the document an anchor's heading stands."""
        if not anchor or self._page is None:
            return None
        headings = iter(self._page.headings)
        block = self.browser.document().begin()
        while block.isValid():
            if block.blockFormat().headingLevel() > 0:
                heading = next(headings, None)
                if heading is not None and heading.anchor == anchor:
                    return block.position()
            block = block.next()
        return None

    def _mark_words(self) -> None:
        """Mark what was searched for."""
        marks: list[QTextEdit.ExtraSelection] = []
        form = QTextCharFormat()
        form.setBackground(self.palette().highlight())
        form.setForeground(self.palette().highlightedText())
        document = self.browser.document()
        for word in self.search.text().split():
            found = document.find(word)
            while not found.isNull() and len(marks) < 500:
                mark = QTextEdit.ExtraSelection()
                mark.cursor, mark.format = found, form
                marks.append(mark)
                found = document.find(word, found)
        self.browser.setExtraSelections(marks)

    @Slot(str)
    def _fill(self, words: str) -> None:
        """List all pages by group, or those found, the best first."""
        self._model.clear()
        groups: dict[str, QStandardItem] = {}
        root = self._model.invisibleRootItem()
        for page in self._library.search(words):
            row = QStandardItem(page.title)
            row.setData(page.name, _NAME_ROLE)
            row.setToolTip(page.group)
            parent = root
            if not words.strip():
                if page.group not in groups:
                    groups[page.group] = QStandardItem(page.group)
                    root.appendRow(groups[page.group])
                parent = groups[page.group]
            parent.appendRow(row)
        if words.strip() and not self._model.rowCount():
            nothing = QStandardItem(self.tr("Nothing found"))
            nothing.setEnabled(False)
            root.appendRow(nothing)
        self.contents.setRootIsDecorated(bool(groups))
        self.contents.expandAll()
        if self._page is not None:
            self._choose_row(self._page.name)
            self._mark_words()

    def _choose_row(self, name: str) -> None:
        found = self._model.match(
            self._model.index(0, 0),
            _NAME_ROLE,
            name,
            1,
            Qt.MatchFlag.MatchExactly | Qt.MatchFlag.MatchRecursive,
        )
        if found:
            self.contents.setCurrentIndex(found[0])
        else:
            self.contents.clearSelection()

    def _take_colours(self) -> None:
        for button, sign in ((self.back_button, "back"), (self.on_button, "on")):
            button.setIcon(icon(sign, self.palette()))
        page, self._page = self._page, None
        if page is not None:
            self._show(self.location)

    # -- what the person does -----------------------------------------------------------------------------

    @Slot(QModelIndex)
    def _on_chosen(self, index: QModelIndex) -> None:
        name = index.data(_NAME_ROLE)
        if name:
            self.open(name)

    @Slot()
    def _on_search_entered(self) -> None:
        found = self._library.search(self.search.text())
        if found and self.search.text().strip():
            self.open(found[0].name)

    @Slot()
    def _on_find(self) -> None:
        self.search.setFocus()
        self.search.selectAll()

    @Slot(QUrl)
    def _on_link(self, url: QUrl) -> None:
        if url.scheme() in _EXTERNAL:
            QDesktopServices.openUrl(url)
        else:
            self.open(url.toString())
