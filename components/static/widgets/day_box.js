// A date box: a text in many spellings, and the browser's own calendar behind a button; with a finger, the calendar only.
// Only Enter, or leaving the box, applies what was typed; a day of the calendar applies at once; an empty box is an open
// end. A text that is no day stays, with a sentence, and changes nothing.
import { dayInWords, parseDay } from "./dates.js";
import { element } from "./elements.js";

/** @type {(box: OptionBox, group: OptionGroup) => DayBox} */
export function dayBox(box, { name, title, options }) {
  const [first, last] = [options[0]?.[0] ?? "", options[1]?.[0] ?? ""];
  const made = /** @type {DayBox} */ (Object.assign(element("div", "bw-day-box"), { applied: "" }));
  made.isLast = name === "date_to";
  made.title = title;
  made.text = Object.assign(document.createElement("input"), { type: "text", name, ariaLabel: title, autocomplete: "off" });
  made.text.placeholder = dayInWords(made.isLast ? last : first);
  made.calendar = Object.assign(document.createElement("input"), { type: "date", min: first, max: last, tabIndex: -1 });
  made.calendar.setAttribute("aria-label", `${title}: calendar`);
  made.send = (day) => box.send(name, day, true);
  const button = Object.assign(element("button", "bw-calendar"), { type: "button", ariaLabel: `${title}: open calendar` });
  button.onclick = () => made.calendar.showPicker();
  made.text.onkeydown = ({ key }) => {
    if (key === "Enter") apply(made);
    if (key === "Escape") reset(made);
  };
  made.text.onblur = () => apply(made);
  made.calendar.onchange = () => {
    if (made.calendar.value) made.text.value = dayInWords(made.calendar.value);
    apply(made);
  };
  made.append(made.text, made.calendar, button);
  return made;
}

/** @type {(made: DayBox) => void} */
function apply(made) {
  const typed = made.text.value.trim();
  if (typed === dayInWords(made.applied)) return reset(made);
  const day = typed && parseDay(typed, made.isLast, navigator.language);
  if (day === undefined) return complain(made, typed);
  if (day !== made.applied) made.send(day);
  made.applied = day;
  reset(made);
}

/** @type {(made: DayBox) => void} */
function reset(made) {
  made.text.value = dayInWords(made.applied);
  made.calendar.value = made.applied;
  if (made.text.ariaInvalid !== "true") return;
  made.text.ariaInvalid = null;
  const note = say(made, "");
  if (note) note.drawn = undefined; // the page's next sentence is written even if it equals its last one
}

/** @type {(made: DayBox, typed: string) => void} */
function complain(made, typed) {
  made.text.ariaInvalid = "true";
  say(made, `“${made.title}”: “${typed.slice(0, 40)}” is no day. Write it as 28 Jan 2024, 2024-01-28 or 28.01.2024.`);
}

// The sentence is where the page writes what became of a date.
/** @type {(made: DayBox, sentence: string) => OptionFieldset | null} */
function say(made, sentence) {
  const note = /** @type {OptionFieldset | null} */ (made.closest(".bw-choices")?.querySelector(".bw-sentence") ?? null);
  if (note?.firstElementChild) note.firstElementChild.textContent = sentence;
  return note;
}

/**
 * Show the day of the page; what is being typed stays, and a text that is no day until another day is shown.
 * @type {(made: DayBox, day: string) => void}
 */
export function showDay(made, day) {
  const isOther = made.applied !== day;
  made.applied = day;
  const isTyped = made.text.matches(":focus") || made.text.ariaInvalid === "true";
  if (isOther || !isTyped) reset(made);
}
