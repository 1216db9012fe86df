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
