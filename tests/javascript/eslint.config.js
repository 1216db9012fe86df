import globals from "globals";

const RULES = {
  "constructor-super": "error",
  eqeqeq: "error",
  "no-const-assign": "error",
  "no-dupe-keys": "error",
  "no-eval": "error",
  "no-implied-eval": "error",
  "no-shadow": "error",
  "no-undef": "error",
  "no-unreachable": "error",
  "no-unused-expressions": "error",
  "no-unused-vars": "error",
  "no-use-before-define": ["error", { functions: false, variables: false }],
  "no-var": "error",
  "max-len": ["error", { code: 125 }],
  "max-lines-per-function": ["error", { max: 45, IIFEs: false }],
  "prefer-const": "error",
};

export default [
  { ignores: ["**/static/leaflet/**"] },
  {
    files: ["**/static/map/**/*.js"],
    languageOptions: { sourceType: "script", globals: { ...globals.browser, L: "readonly" } },
    rules: RULES,
  },
  {
    files: ["**/static/**/*.js"],
    ignores: ["**/static/map/**"],
    languageOptions: { globals: globals.browser },
    rules: RULES,
  },
  { files: ["**/*.test.js", "eslint.config.js", "scripts.js"], languageOptions: { globals: globals.node }, rules: RULES },
];
