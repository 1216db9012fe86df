// The map that fills the screen: the page around this frame is what fills it, so that the story, the chart and the filters
// stay within reach. Its style sheet lays out the page; where the browser cannot fill the screen, it fills its window.
(function (bw) {
  "use strict";

  // A snapshot is its own page, also within a page that it must not read.
  const page = window.frameElement ? window.parent.document : document;
  const root = page.documentElement;
  const scrolled = () => page.querySelector('[data-testid="stMain"]');
  let scroll = 0;

  bw.fillsScreen = () => root.dataset.bwMap === "full";

  bw.toggleFullScreen = function () {
    if (bw.fillsScreen()) leave();
    else enter();
  };

  bw.listenToFullScreen = function (button) {
    const update = () => {
      button.textContent = bw.words(bw.fillsScreen() ? "leave_full_screen" : "full_screen");
      document.documentElement.classList.toggle("bw-full", bw.fillsScreen());
    };
    new MutationObserver(update).observe(root, { attributeFilter: ["data-bw-map"] });
    page.addEventListener("fullscreenchange", () => page.fullscreenElement || reset());
    page.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && !event.defaultPrevented && bw.fillsScreen() && !isCovered()) leave();
    });
  };

  // Escape closes a list, the story or a dialog first.
  const isCovered = () => Boolean(bw.state.listed || page.querySelector('.st-key-detail, .st-key-card, [role="dialog"]'));

  function enter() {
    scroll = scrolled()?.scrollTop ?? 0;
    scrolled()?.scrollTo(0, 0);
    root.dataset.bwMap = "full";
    root.requestFullscreen?.().catch(() => {});
  }

  function leave() {
    if (page.fullscreenElement) page.exitFullscreen();
    reset();
  }

  function reset() {
    if (!bw.fillsScreen()) return;
    delete root.dataset.bwMap;
    scrolled()?.scrollTo(0, scroll);
  }
})((globalThis.basewatch ??= /** @type {Basewatch} */ ({})));
