// The types of the page's components, as `components/assets.py` mounts them.

interface Component<Data> {
  data: Data;
  parentElement: HTMLElement;
  setTriggerValue(name: string, value: unknown): void;
}

// A click as it is sent: its number, the group, the value, and whether the value is on.
type Choice = [number, string, string, boolean];

interface OptionGroup {
  name: string;
  title: string;
  look: string;
  options: [value: string, words: string, count: string][];
  chosen: string[];
  help: string;
}

interface OptionGroups {
  groups: OptionGroup[];
  acknowledged: number;
  session: string;
}

interface OptionBox extends HTMLElement {
  pending: Choice[];
  number: number;
  session: string;
  send(name: string, value: string, on: boolean): void;
}

interface DayInput extends HTMLInputElement {
  typed: string;
  applied: string;
  isTyped: boolean;
  isErased: boolean;
}

interface OptionFieldset extends HTMLFieldSetElement {
  drawn?: string;
}

type Way = "ascending" | "descending";
type Head = [name: string, help: string, kind: string];
type TableRow = [id: string, marked: boolean, ...cells: string[]];

interface EventsData {
  heads: Head[];
  rows: TableRow[];
  selected: string;
  month: string;
  acknowledged: number;
  session: string;
}

interface EventsTable extends HTMLTableElement {
  tHead: HTMLTableSectionElement;
  kinds: string[];
  unsorted: TableRow[];
  selected: string;
  month: string;
  order?: { column: number; way: Way };
  number: number;
  session?: string;
  sent?: [number: number, id: string] | null;
  pick(id: string): void;
}

type Stretch = [start: number, end: number, left: number, right: number, isBreak: boolean];
type Tick = [at: number, words: string, isFirst: boolean];
type TimelineBlock = [kind: number, start: number, end: number, isCertain: boolean];
type TimelineDot = [start: number, end: number, group: string, events: number, id: string, words: string];

interface TimelineMonth {
  name: string;
  left: number;
  right: number;
  words: string;
}

interface TimelineColumn {
  month: number;
  lane: number;
  up: boolean;
  faded: boolean;
  open: boolean;
  blocks: TimelineBlock[];
}

interface TimelineData {
  stretches: Stretch[];
  ticks: Tick[];
  months: TimelineMonth[];
  lanes: string[];
  heights: [up: number, down: number];
  measured: string;
  columns: TimelineColumn[];
  kinds: { kind: string; words: string }[];
  dots: TimelineDot[];
  histogram: [month: number, group: string, events: number][];
  period: [start: number, end: number] | null;
  days: [day: number, words: string][];
  facts: [start: number, end: number, words: string][] | null;
  named: [day: number, words: string][];
  month: string;
  selected: string;
  laneWords: [string, string];
  handleWords: [string, string];
  breakWords: string;
  alt: string;
  acknowledged: number;
  session: string;
}

interface Plot {
  left: number;
  width: number;
}

interface Rows {
  axes: number[];
  scale: number;
  ticks: number;
  strip: number;
  context: number;
  bottom: number;
  height: number;
}

interface Places {
  plot: Plot;
  x(share: number): number;
  rows: Rows;
  months: SVGElement;
  dots: SVGElement[];
}

interface TimelineBox extends HTMLElement {
  data: TimelineData;
  shown: string;
  number: number;
  session: string;
  sent: [number, string, unknown] | null;
  focused: string;
  dragged?: boolean;
  tip: HTMLElement;
  send(kind: string, value: unknown): void;
}

interface SharedView {
  link: string;
  title: string;
  embed: string;
  code: string;
}

interface KeysData {
  events: string[];
  selected: string;
  fit: string;
  acknowledged: number;
}

type KeysBox = HTMLElement & { number: number; selected: string; isListening?: boolean; act(key: string): boolean };

// What a screen reader hears when it changes; `story` is empty where no event is open.
interface PageInWords {
  view: string;
  story: string;
  closed: string;
}
