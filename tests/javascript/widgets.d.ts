// The types of the page's components, as `components/assets.py` mounts them.

interface Component<Data> {
  data: Data;
  parentElement: HTMLElement;
  setTriggerValue(name: string, value: unknown): void;
}

interface Acknowledgement {
  acknowledged: number;
  session: string;
}

// What a box holds that sends clicks, each as its number followed by its content.
interface Clicks<Content extends any[]> {
  pending: [number: number, ...content: Content][];
  number: number;
  session: string;
  send(...content: Content): void;
}

// A click as it is sent: its number, the group, the value, and whether the value is on.
type Choice = [number, string, string, boolean];

type Option = [value: string, words: string, count: string, others?: string];

interface OptionGroup {
  name: string;
  title: string;
  look: string;
  options: Option[];
  chosen: string[];
  help: string;
  typed: boolean;
}

interface OptionGroups extends Acknowledgement {
  groups: OptionGroup[];
}

interface OptionBox extends HTMLElement, Clicks<[name: string, value: string, on: boolean]> {}

interface DayBox extends HTMLElement {
  text: HTMLInputElement;
  calendar: HTMLInputElement;
  applied: string;
  isLast: boolean;
  send(day: string): void;
}

interface SearchBox extends HTMLElement {
  input: HTMLInputElement;
  applied: string;
}

interface Section {
  title: string;
  groups: number;
  summary: string;
  opens: string;
  folds: boolean;
}

interface Sections extends OptionGroups {
  sections: Section[];
}

interface SectionPart {
  chosen: HTMLElement;
  inner: HTMLElement;
}

interface SectionBox extends OptionBox {
  parts: SectionPart[];
}

interface OptionFieldset extends HTMLFieldSetElement {
  drawn?: string;
  items?: HTMLElement[];
}

// The key of a column is that of `data.view.ORDERS`.
type Head = [name: string, help: string, key: string];
type TableRow = [id: string, marked: boolean, ...cells: string[]];

interface EventsData extends Acknowledgement {
  heads: Head[];
  rows: TableRow[];
  selected: string;
  month: string;
  order: string;
  count: string;
  figures: string[];
  ranks?: Record<string, Record<string, string>>;
  first: string;
}

interface EventsTable extends HTMLTableElement, Clicks<[kind: string, value: string]> {
  ranks?: EventsData["ranks"];
  first: string;
  tHead: HTMLTableSectionElement;
  figures: HTMLElement;
  keys: string[];
  unsorted: TableRow[];
  selected: string;
  month: string;
  order: string;
}

type Stretch = [start: number, end: number, left: number, right: number, isBreak: boolean];
type Tick = [at: number, words: string, isFirst: boolean, short: string];
type TimelineBlock = [kind: number, start: number, end: number, isCertain: boolean];
type TimelineDot = [start: number, end: number, group: string, events: number, id: string, words: string];

interface TimelineMonth {
  name: string;
  left: number;
  right: number;
  words: string;
}

interface TimelineKey {
  group: string;
  sides: string[];
  words: string;
  kinds: [kind: string, harm: string][];
  chosen: boolean;
  leftOut: boolean;
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
  kinds: string[];
  dots: TimelineDot[];
  isHistogram: boolean;
  keys: TimelineKey[];
  groupWords: Record<string, [one: string, many: string]>;
  period: [start: number, end: number] | null;
  days: [day: number, words: string][];
  facts: [start: number, end: number, words: string][] | null;
  named: [day: number, words: string][];
  month: string;
  selected: string;
  laneWords: [string, string, string];
  handleWords: [string, string];
  breakWords: string;
  alt: string;
}

/** `chart` is a TimelineData, packed. */
interface PackedTimeline extends Acknowledgement {
  chart: string;
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

// What the parts of the chart are drawn from: `x` is the place of a share of the plot, `dayX` that of a day.
interface Drawing {
  picture: Element;
  data: TimelineData;
  rows: Rows;
  plot: Plot;
  x(share: number): number;
  dayX(day: number): number;
  measure(words: string): number;
}

interface Places {
  plot: Plot;
  x(share: number): number;
  rows: Rows;
  months: SVGElement;
  days: SVGElement;
  handles: SVGElement;
  dots: SVGElement[];
}

interface TimelineBox extends HTMLElement, Clicks<[kind: string, value: unknown]> {
  data: TimelineData;
  shown: string;
  focused: string;
  dragged?: boolean;
  tip: HTMLElement;
}

interface SharedView {
  link: string;
  title: string;
  embed: string;
  code: string;
}

interface KeysData extends Acknowledgement {
  fit: string;
}

type KeysBox = HTMLElement & Clicks<[way: 1 | -1]> & { act(key: string): boolean };

// What a screen reader hears when it changes; `story` is empty where no event is open.
interface PageInWords {
  view: string;
  story: string;
  closed: string;
}
