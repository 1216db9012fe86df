// Names are compared as `data/folding.py` compares them: without capitals, diacritics, apostrophes, hyphens, spaces and
// Arabic articles, and with the plain form of Arabic letters.
const SIGNS = /['’‘‛`´ʼʻʾʿʽ′ˊˋـ]/g;
const PLAIN = new Map(Object.entries({ ى: "ي", ی: "ي", ک: "ك", ة: "ه", ٱ: "ا", ı: "i", ø: "o", đ: "d", ł: "l", ħ: "h" }));
const ARTICLE = /^(?:ul|[ae](?:[ldnrstz]|sh|th|dh))$/;
const ARABIC_ARTICLE = /^(?:ال)+(?=[\p{L}\p{N}]{3})/u;

/**
 * A name as it is compared; names that hold it contain it.
 * @type {(name: string) => string}
 */
export function sameName(name) {
  const letters = name.replace(SIGNS, "").toLowerCase().normalize("NFKD").replace(/\p{Mn}/gu, "").replace(SIGNS, "");
  const plain = [...letters].map((letter) => PLAIN.get(letter) ?? digit(letter)).join("");
  const words = plain.split(/[^\p{L}\p{N}]+/u).filter(Boolean).map((word) => word.replace(ARABIC_ARTICLE, ""));
  const named = words.filter((word) => !ARTICLE.test(word));
  return (named.length ? named : words).join("");
}

/**
 * Arabic and Persian digits as others.
 * @type {(letter: string) => string}
 */
export function digit(letter) {
  const code = letter.charCodeAt(0);
  if (code >= 0x660 && code <= 0x669) return String(code - 0x660);
  return code >= 0x6f0 && code <= 0x6f9 ? String(code - 0x6f0) : letter;
}
