// What people type into a date box, and the names in a list.
import assert from "node:assert/strict";
import test from "node:test";

import { dayInWords, isMonthFirst, parseDay } from "../../components/static/widgets/dates.js";
import { sameName } from "../../components/static/widgets/folding.js";
import { matching } from "../../components/static/widgets/name_list.js";

/** @type {(texts: string[], language?: string) => (string | undefined)[]} */
const days = (texts, language = "en-GB") => texts.map((text) => parseDay(text, false, language));

test("a day is read in every usual spelling", () => {
  const spellings = ["2024-01-28", "2024-1-28", "2024/01/28", "2024.01.28", "20240128", " 28.01.2024 ", "28.1.2024",
    "28/1/2024", "28-01-2024", "28 Jan 2024", "28 January 2024", "28. Januar 2024", "Jan 28, 2024", "January 28th 2024",
    "28-JAN-2024", "28th of January, 2024", "٢٨/١/٢٠٢٤", "２０２４－０１－２８"];
  assert.deepEqual(days(spellings), spellings.map(() => "2024-01-28"));
});

test("the order of day and month is that of the language, unless only one order is a day or there are points", () => {
  assert.deepEqual(["en-US", "en-GB", "de", "ar", "fa"].map(isMonthFirst), [true, false, false, false, false]);
  assert.deepEqual(days(["3/4/2024", "3-4-2024", "01/28/2024", "28/1/2024", "3.4.2024"], "en-US"),
    ["2024-03-04", "2024-03-04", "2024-01-28", "2024-01-28", "2024-04-03"]);
  assert.deepEqual(days(["3/4/2024", "01/28/2024"], "en-GB"), ["2024-04-03", "2024-01-28"]);
});

test("names of months are read in English and in the language of the browser", () => {
  assert.deepEqual(days(["3 März 2024", "3 sept 2024", "3 Dez 2024"], "de"), ["2024-03-03", "2024-09-03", "2024-12-03"]);
  assert.deepEqual(days(["28 de enero de 2024", "28 يناير 2024"], "es")[0], "2024-01-28");
  assert.deepEqual(days(["3 März 2024", "3 Marching 2024", "3 ma 2024", "3 Ju 2024"]), Array(4).fill(undefined));
});

test("a month or a year is its first or its last day", () => {
  const texts = ["2024-02", "02/2024", "Feb 2024", "February 2024", "2024"];
  assert.deepEqual(days(texts), ["2024-02-01", "2024-02-01", "2024-02-01", "2024-02-01", "2024-01-01"]);
  assert.deepEqual(texts.map((text) => parseDay(text, true, "en-GB")),
    ["2024-02-29", "2024-02-29", "2024-02-29", "2024-02-29", "2024-12-31"]);
});

test("a text that is no day, or more than one, is not read", () => {
  const texts = ["", "soon", "31.02.2024", "2023-02-29", "32/1/2024", "13/13/2024", "28.1.24", "12024-01-01", "2024-13",
    "2023-10-17..2024-02-07", "1 2 3 2024", "Jan Feb 2024", "28 29 Jan 2024", "2024-01-28T10:00", "0", "99999999"];
  assert.deepEqual(days(texts), texts.map(() => undefined));
});

test("a day is shown in words that no language turns around", () => {
  assert.deepEqual([dayInWords("2024-03-04"), dayInWords("")], ["4 Mar 2024", ""]);
  assert.equal(parseDay(dayInWords("2024-03-04"), false, "en-US"), "2024-03-04");
});

test("a name in a list is found in each of its spellings, and by its other names", () => {
  /** @type {Option[]} */
  const options = [
    ["a", "Kata'ib Hezbollah", "", "KH\nكتائب حزب الله"], ["b", "Harakat al-Nujaba", "", "حركة النجباء"], ["c", "US", ""],
  ];
  const found = (/** @type {string} */ typed) => matching(options, typed).map(Number).join("");
  for (const typed of ["Kataib", "KATA’IB hez", "kataibhezbollah", "katāʿib", "kh", "حزب اللّه"]) {
    assert.equal(found(typed), "100", typed);
  }
  for (const typed of ["alnujaba", "al-Nujaba", "nujaba", "النجباء", "نجباء"]) assert.equal(found(typed), "010", typed);
  assert.equal(found(""), "111");
  assert.equal(found("nobody"), "000");
});

test("names are compared as the server compares them", () => {
  assert.deepEqual(["ʿAyn al-Asad", "عين الأسد", "Tower-22", "برج ٢٢", "al", "Ałtūn Köprü"].map(sameName),
    ["aynasad", "عيناسد", "tower22", "برج22", "al", "altunkopru"]);
});
