// Days as people type them. The result is a day as YYYY-MM-DD; a month or a year is its first or its last day.
import { digit } from "./folding.js";

const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const SHORT = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/**
 * A day in the words of the page: `28 Jan 2024`.
 * @type {(day: string) => string}
 */
export function dayInWords(day) {
  const [year, month, number] = day.split("-").map(Number);
  return day && `${number} ${SHORT[month - 1]} ${year}`;
}

/**
 * Whether a language writes the month before the day, as 01/28/2024.
 * @type {(language: string) => boolean}
 */
export function isMonthFirst(language) {
  const parts = new Intl.DateTimeFormat(language, { day: "numeric", month: "numeric", year: "numeric" }).formatToParts();
  const places = ["month", "day", "year"].map((name) => parts.findIndex(({ type }) => type === name));
  return places[0] < places[1] && places[1] < places[2];
}

/**
 * The day that a text means, as YYYY-MM-DD; undefined where it is not one day. With `last`, a month or a year is its last
 * day. The order of 3/4/2024 is that of the `language`; where only one order gives a day, it is that one.
 * @type {(text: string, last: boolean, language: string) => string | undefined}
 */
export function parseDay(text, last, language) {
  const plain = [...text.normalize("NFKC").toLowerCase()].map(digit).join("");
  const parts = numbered(plain.replace(/(\d)(st|nd|rd|th)\b/g, "$1"), language);
  if (!parts) return undefined;
  const { year, month, day } = parts;
  if (day) return iso(year, month ?? 0, day);
  return last ? iso(year, month ?? 12, new Date(Date.UTC(year, month ?? 12, 0)).getUTCDate()) : iso(year, month ?? 1, 1);
}

/** @type {(text: string, language: string) => { year: number, month?: number, day?: number } | undefined} */
function numbered(text, language) {
  const words = text.match(/\p{L}[\p{L}\p{M}]*/gu) ?? [];
  const numbers = text.match(/\d+/g) ?? [];
  const joined = /^\s*(\d{4})(\d\d)(\d\d)\s*$/.exec(text);
  if (joined) return { year: Number(joined[1]), month: Number(joined[2]), day: Number(joined[3]) };
  const years = numbers.filter((number) => number.length === 4);
  const others = numbers.filter((number) => number.length < 3).map(Number);
  if (years.length !== 1 || years.length + others.length !== numbers.length) return undefined;
  const year = Number(years[0]);
  if (words.length) {
    const found = new Set(words.filter((word) => word !== "of" && word !== "de").map((word) => monthOf(word, language)));
    const [month] = found;
    return found.size === 1 && month && others.length < 2 ? { year, month, day: others[0] } : undefined;
  }
  if (!/^[\s\d./-]+$/.test(text) || others.length > 2) return undefined;
  if (others.length < 2) return { year, month: others[0] };
  if (numbers[0] === years[0]) return { year, month: others[0], day: others[1] };
  return { year, ...ordered(others, text.includes("."), language) };
}

/** @type {(numbers: number[], hasPoints: boolean, language: string) => { month: number, day: number }} */
function ordered([one, other], hasPoints, language) {
  const monthFirst = other > 12 || (one <= 12 && !hasPoints && isMonthFirst(language));
  return monthFirst ? { month: one, day: other } : { month: other, day: one };
}

// A month by its English name or that of the language, whole or by three letters at least.
/** @type {(word: string, language: string) => number | undefined} */
function monthOf(word, language) {
  const english = MONTHS.findIndex((name) => word.startsWith(name) && isPartOf(word, name));
  if (english >= 0) return english + 1;
  const format = new Intl.DateTimeFormat(language, { month: "long", timeZone: "UTC" });
  const names = MONTHS.map((_, n) => format.format(Date.UTC(2024, n)).toLowerCase());
  const found = names.flatMap((name, n) => (word.length > 2 && name.startsWith(word) ? [n + 1] : []));
  return found.length === 1 ? found[0] : undefined;
}

const LONG = ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
  "december"];

/** @type {(word: string, short: string) => boolean} */
const isPartOf = (word, short) => word === "sept" || LONG[MONTHS.indexOf(short)].startsWith(word);

/** @type {(year: number, month: number, day: number) => string | undefined} */
function iso(year, month, day) {
  const found = new Date(Date.UTC(2000, month - 1, day));
  found.setUTCFullYear(year, month - 1, day);
  const isDay = found.getUTCMonth() === month - 1 && found.getUTCDate() === day;
  return isDay ? found.toISOString().slice(0, 10) : undefined;
}
