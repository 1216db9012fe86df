// The map for keyboard and screen reader: one tab stop for all symbols, arrows between them in the order of date; a list
// takes the focus and gives it back; Escape closes what was opened last; the map's text alternative.
(function (bw) {
  "use strict";

  const ESCAPE = "basewatch-escape"; // the page around this frame sends it when Escape is pressed there
  const STEPS = /** @type {Record<string, number>} */ ({ ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 });
  const IN_LIST = "button:not([hidden]), a[href]:not(.leaflet-popup-close-button)";
  let current = "";
  let opener = /** @type {HTMLElement | null} */ (null);
  let openedAt = 0;
  let selectedAt = 0;
  let selected = "";

  bw.addKeyboard = function (map) {
    const box = map.getContainer();
    box.addEventListener("focusin", ({ target }) => {
      const symbol = symbolAt(target);
      if (symbol) setCurrent(symbol);
    });
    box.addEventListener("keydown", onKey);
    map.on("popupopen", ({ popup }) => takeFocus(popup));
    map.on("popupclose", giveFocusBack);
    addAlternative(box);
    if (window.parent === window) return;
    const frame = /** @type {HTMLElement | null} */ (window.frameElement);
    if (frame) frame.title = bw.words("map");
    window.parent.addEventListener(ESCAPE, (event) => {
      if (bw.closeLast()) event.preventDefault();
    });
  };

  // Called after the symbols were drawn: one of them is in the tab order, the one that had the focus last.
  bw.updateKeyboard = function () {
    const { symbols } = bw.state;
    const now = bw.state.selected || bw.state.card || "";
    if (now !== selected) [selected, selectedAt] = [now, Date.now()];
    const elements = symbols.map(({ marker }) => marker?.getElement()).filter(Boolean);
    const kept = elements.find((element) => element?.dataset.key === current) ?? inOrder()[0];
    for (const element of elements) if (element) element.tabIndex = element === kept ? 0 : -1;
  };

  bw.describeMap = function (words) {
    const text = document.querySelector(".bw-alternative");
    if (text && text.textContent !== words) text.textContent = words;
  };

  // The symbols by the date of their first event; where no dates are known, those with the most events first.
  bw.byDate = function (symbols) {
    const first = (/** @type {Pick<MapSymbol, "members">} */ { members }) => members.map(dayOf).sort()[0] ?? "";
    const known = symbols.map((symbol) => ({ symbol, day: first(symbol) }));
    return known.sort((a, b) => (a.day < b.day ? -1 : Number(a.day > b.day))).map(({ symbol }) => symbol);
  };

  // Close the list or the story, whichever was opened last; return whether one of them was open.
  bw.closeLast = function () {
    const closing = ".st-key-close button, .st-key-close-card button";
    const close = /** @type {HTMLElement | null} */ (window.parent.document.querySelector(closing));
    const isListOpen = Boolean(bw.state.map.getContainer().querySelector(".leaflet-popup"));
    if (isListOpen && !(close && selectedAt > openedAt)) bw.state.map.closePopup();
    else close?.click();
    return isListOpen || Boolean(close);
  };

  // A day as text that sorts; an event known to its month only comes before those of its days.
  /** @type {(member: Member) => string} */
  function dayOf({ month, when }) {
    const day = /^(\d+) /.exec(when);
    return `${month}-${(day ? day[1] : "").padStart(2, "0")}`;
  }

  /** @type {() => HTMLElement[]} */
  function inOrder() {
    const elements = bw.byDate(bw.state.symbols).map(({ marker }) => marker?.getElement());
    return /** @type {HTMLElement[]} */ (elements.filter(Boolean));
  }

  /** @type {(target: EventTarget | null) => HTMLElement | null} */
  const symbolAt = (target) => (target instanceof HTMLElement ? target.closest(".bw-symbol") : null);

  /** @type {(element: HTMLElement) => void} */
  function setCurrent(element) {
    current = element.dataset.key ?? "";
    const symbols = /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(".bw-symbol"));
    for (const one of symbols) one.tabIndex = one === element ? 0 : -1;
  }

  /** @type {(event: KeyboardEvent) => void} */
  function onKey(event) {
    if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      if (!closeTooltip()) bw.closeLast();
      return;
    }
    const symbol = symbolAt(event.target);
    const list = event.target instanceof HTMLElement ? event.target.closest(".leaflet-popup") : null;
    if (symbol && event.key === " ") {
      event.preventDefault();
      bw.state.symbols.find(({ cell }) => cell === symbol.dataset.key)?.marker?.fire("click");
      return;
    }
    if (symbol) move(event, inOrder(), symbol);
    if (list) move(event, inList(list), /** @type {HTMLElement} */ (event.target));
  }

  // Close the words beside the symbol that has the focus or the pointer; return whether there were any.
  function closeTooltip() {
    const shown = bw.state.symbols.find(({ marker }) => marker?.isTooltipOpen());
    shown?.marker?.closeTooltip();
    return Boolean(shown);
  }

  /** @type {(event: KeyboardEvent, elements: HTMLElement[], from: HTMLElement) => void} */
  function move(event, elements, from) {
    const ends = /** @type {Record<string, number>} */ ({ Home: 0, End: elements.length - 1 });
    const step = STEPS[event.key];
    const to = ends[event.key] ?? (step && (elements.indexOf(from) + step + elements.length) % elements.length);
    if (to === undefined) return;
    event.preventDefault();
    event.stopPropagation(); // the arrows would move the map
    elements[to]?.focus();
  }

  /** @type {(list: Element) => HTMLElement[]} */
  const inList = (list) => Array.from(list.querySelectorAll(IN_LIST));

  /** @type {(popup: L.Popup) => void} */
  function takeFocus(popup) {
    const box = popup.getElement();
    if (!box) return;
    openedAt = Date.now();
    const focused = document.activeElement;
    if (focused instanceof HTMLElement && !box.contains(focused) && focused !== document.body) opener = focused;
    let listed = "";
    const focusRow = () => {
      const found = inList(box);
      const rows = found.filter((one) => one.dataset.event); // above them may be a button that opens a card
      (rows.find((row) => row.dataset.event === listed) ?? rows[0] ?? found[0])?.focus();
    };
    box.addEventListener("focusin", ({ target }) => {
      listed = /** @type {HTMLElement} */ (target).dataset.event ?? "";
    });
    // A list that is filled again, because a filter changed, has new buttons.
    popup.on("contentupdate", () => {
      if (document.activeElement === document.body && document.hasFocus()) focusRow();
    });
    if (document.hasFocus()) focusRow();
  }

  function giveFocusBack() {
    const isLost = document.activeElement === document.body || document.activeElement?.closest(".leaflet-popup");
    const key = opener?.dataset.key;
    const again = opener?.isConnected ? opener : document.querySelector(`.bw-symbol[data-key="${CSS.escape(key ?? "")}"]`);
    opener = null;
    if (isLost && document.hasFocus()) (/** @type {HTMLElement | null} */ (again) ?? bw.state.map.getContainer()).focus();
  }

  // The frame is a document of its own: it has a landmark, a heading, and a text in place of the picture.
  /** @type {(box: HTMLElement) => void} */
  function addAlternative(box) {
    const main = box.closest("main, #parent") ?? box.parentElement;
    if (!main) return;
    const isFrame = window.parent !== window;
    if (isFrame) main.setAttribute("role", "main");
    const heading = bw.element(isFrame ? "h1" : "h2", "bw-hidden", bw.words("map"));
    const text = bw.element("p", "bw-hidden bw-alternative");
    text.id = "bw-alternative";
    main.prepend(heading, text);
    Object.entries({ role: "region", "aria-label": bw.words("map"), "aria-describedby": text.id })
      .forEach(([name, value]) => box.setAttribute(name, value));
  }
})((globalThis.basewatch ??= /** @type {Basewatch} */ ({})));
