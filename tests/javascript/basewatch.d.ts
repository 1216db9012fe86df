// The types of the map's scripts. They share one namespace, `basewatch`, so that they load as plain scripts.

type Box = [number, number, number, number];
type Timer = ReturnType<typeof setTimeout> | undefined;
type Position = [number, number, number];
type Column<Value> = Value[] | Value | { of: Value[]; at: number[] };
type Columns<Row> = { rows: number } & { [Name in keyof Row]?: Column<Row[Name]> };

interface Pointed {
  month: string;
  event: string;
}

interface Group {
  cell: string;
  latitude: number;
  longitude: number;
  events: number;
  attacks: number;
  answers: number;
  event_type: string;
  geo_precision: string;
  location: string;
  origin: string;
}

interface Member {
  cell: string;
  event_id: string;
  when: string;
  month: string;
  kind: string;
  event_type: string;
  location: string;
  who: string;
  toll: string;
  outcome: string;
  sources: number;
}

type FilterName = "side" | "event_type";

interface Filtered {
  counts: Record<string, number>;
  chosen: string[];
}

interface LegendFilter {
  button: HTMLButtonElement;
  name: FilterName;
  values: string[];
}

interface MapSymbol extends Group {
  members: Member[];
  kind: Kind;
  halfWidth: number;
  halfHeight: number;
  dx: number;
  dy: number;
  marker?: L.Marker;
  circle?: L.Circle;
  leader?: L.Marker;
}

type Kind = "attack" | "answer" | "mixed" | "other";

interface Marker {
  x: number;
  y: number;
  halfWidth: number;
  halfHeight: number;
  weight: number;
}

interface Base {
  card: string;
  name: string;
  latitude: number;
  longitude: number;
}

interface Place {
  name: string;
  kind: string;
  lat: number;
  lon: number;
  rank: number;
}

interface Note {
  latitude: number;
  longitude: number;
  text: string;
}

interface SymbolLook {
  single: number;
  base: number;
  growth: number;
  plain_limit: number;
  share_base: number;
  share_growth: number;
  icon_room: number;
  icon_limit: number;
  narrow_width: number;
  narrow_scale: number;
  edge: number;
  corner: number;
  text_base: number;
  text_growth: number;
  text_limit: number;
  icon_scale: number;
  paired_icon_scale: number;
  paired_icon_x: number;
  paired_text_x: number;
  ring: number;
  ring_gap: number;
  faded: number;
}

interface CircleLook {
  full_strength: number;
  fill: number;
  weight: number;
  dash: [number, number];
  margin: number;
}

interface LabelLook {
  kind: string;
  size: number;
  colour: string;
  weight: number;
  gap: number;
  rise: number;
  centred: boolean;
  dot: number;
  dot_colour: string;
  upper: boolean;
  italic: boolean;
  spacing: number;
  halo: boolean;
  zoom_of_rank: Record<string, number>;
}

interface MapLabel {
  kind: string;
  text: string;
  look: LabelLook;
  point: { latitude: number; longitude: number };
  symbol?: MapSymbol;
  rank: number;
}

interface Label {
  text: string;
  x: number;
  y: number;
  gap: number;
  rise: number;
  centred: boolean;
  dot: number;
}

type LocatedLabel = MapLabel & Label & { home: { x: number; y: number } };

interface Repel {
  gap: number;
  rounds: number;
  limit: number;
  moves: number;
}

interface Shape {
  path: string;
  fill: string;
  stroke: string;
  stroke_width: number;
}

interface Config {
  home: L.LatLngBoundsLiteral;
  region: L.LatLngBoundsLiteral;
  frame: [number, number];
  font: string;
  typeface: string;
  layers: string[];
  settings: Record<string, any>;
  legend: { kind: string; words: string; help: string; mark: Shape | null; sides: string[] }[];
  symbol: SymbolLook;
  circle: CircleLook;
  leader: { reach: number; weight: number; dot: number };
  base: { side: number; edge: number };
  note: { side: number; edge: number; corner: number; text: number };
  repel: Repel;
  base_map: Record<string, any>;
  min_zoom: number;
  labels: LabelLook[];
  label_height: number;
  label_margin: [number, number];
  uncertainty_km: Record<string, number>;
  precision_words: Record<string, string>;
  colours: Record<string, string>;
  icons: Record<string, string>;
  type_words: Record<string, string>;
  words: Record<string, string>;
  months: string[];
}

type LonLat = [longitude: number, latitude: number];
type Line = LonLat[];

interface Country {
  properties: { focus: boolean };
  geometry: { type: string; coordinates: any };
}

interface BaseMap {
  countries: { type: string; features: Country[] };
  governorates: object;
  lakes: object;
  rivers: object;
  labels: Place[];
}

interface World {
  land: object;
  lines: object;
}

// Each file as its content or its address.
interface BaseMapFiles {
  region: string | BaseMap;
  world: string | World;
}

interface EventsPayload {
  groups: Columns<Group>;
  members: Columns<Member>;
}

interface Opened {
  cell: string;
  members: Columns<Member>;
}

interface MapState {
  layers: { events: EventsPayload } & Record<string, any>;
  selected: string;
  month: string;
  position: Position | "home" | null;
  words: string;
  home?: Config["home"];
  card?: string;
  legend?: Record<FilterName, Filtered>;
  opens?: boolean;
  opened?: Opened;
  session?: string;
  acknowledged?: number;
}

type Message = { count?: number } & (
  | { kind: "select"; event_id: string }
  | { kind: "move"; at: Position | null; size?: [number, number] }
  | { kind: "area"; area: number[] }
  | { kind: "open"; cell: string }
  | { kind: "card"; card: string }
  | { kind: "filter"; name: FilterName; values: string[]; add: boolean }
);

interface State {
  map: L.Map;
  config: Config;
  symbols: MapSymbol[];
  bases: Base[];
  places: Place[];
  payloads: Record<string, any>;
  shown: string;
  drawn: number;
  selected: string;
  card?: string;
  month: string;
  pointedMonth?: string;
  pointedEvent?: string;
  position?: string;
  home?: Config["home"];
  opens: boolean;
  opening?: string | null;
  listed?: { cell: string; popup: L.Popup; text: string } | null;
  legend?: HTMLDetailsElement | null;
  atHome: boolean;
  requested?: Position | null;
  quiet: boolean;
  updating: boolean;
}

// `mount` is called once, `update` with the layer's payload whenever the view or the zoom has changed; a layer that
// `followsMove` is updated after every move of the map too.
interface Layer {
  mount(map: L.Map, settings: any): void;
  update(payload?: any): void;
  followsMove?: boolean;
}

interface Basewatch {
  state: State;
  layers: Record<string, Layer>;
  mount(map: L.Map, config: Config): void;
  show(mapState: MapState): void;
  snapshot(config: Config, mapState: MapState): void;
  redraw(): void;
  turnSymbols(): boolean;
  nearest(longitude: number, middle: number): number;
  turns(west: number, east: number): number[];
  outlines(features: Pick<Country, "geometry">[], region: Config["region"]): Line[];
  emphasise(): void;

  element(tag: string, className?: string, text?: string): HTMLElement;
  svg(tag: string, attributes: Record<string, string | number>, parent?: Element): SVGElement;
  middle(element: Element): SVGElement;
  shape(shape: Shape, parent: Element): SVGElement;
  icon(type: string, parent: Element, scale: number, colour: string): void;
  colour(kind: string): string;
  words(name: string, values?: Record<string, string | number>): string;

  rowsOf<Row>(columns: Columns<Row>): Row[];
  fillIn(template: string, values?: Record<string, string | number>): string;

  kindOf(group: Pick<Group, "events" | "attacks" | "answers">): Kind;
  halfHeight(events: number, largest: number, look: SymbolLook): number;
  isPaired(group: Pick<Group, "events" | "event_type">, look: SymbolLook): boolean;
  scaledHalfHeight(group: Pick<Group, "events">, largest: number, scale: number, look: SymbolLook): number;
  scaledHalfWidth(group: Pick<Group, "events" | "event_type">, largest: number, scale: number, look: SymbolLook): number;
  textSize(half: number, look: SymbolLook): number;
  circleOpacity(circles: number, look: CircleLook): number;
  circleFillOpacity(circles: number, look: CircleLook): number;
  shares(group: Pick<Group, "events" | "attacks" | "answers">): [number, number];
  formatCount(number: number): string;
  legendKinds(groups: Group[], kinds: string[], uncertainty: Record<string, number>): string[];

  repel(markers: Marker[], options: Repel): number;
  meets(a: Box, b: Box): boolean;
  placeLabels<L extends Label>(
    labels: L[],
    taken: Box[],
    frame: Box,
    widthOf: (label: L) => number,
    height: number,
    margin: [number, number],
  ): { label: L; x: number; y: number }[];
  idleBases(bases: Base[], symbols: Group[]): Base[];
  labelsOf(shown: {
    symbols: MapSymbol[];
    bases: Base[];
    places: Place[];
    zoom: number;
    looks: LabelLook[];
  }): MapLabel[];

  emit(message: Message): void;
  acknowledge(mapState: Pick<MapState, "session" | "acknowledged">): void;
  select(eventId: string): void;
  listen(map: L.Map): void;
  listenToPrinter(map: L.Map): void;
  goHome(): void;
  showRegion(): void;
  keepListInside(): void;
  moveTo(at: Position | "home"): void;
  withoutEvents(move: () => void): void;
  reportSize(): void;

  listenToTouch(map: L.Map): void;
  listenToFullScreen(button: HTMLElement): void;
  toggleFullScreen(): void;
  fillsScreen(): boolean;

  followChart(): void;
  pointInChart(ids: string[]): void;

  requestMembers(symbol: MapSymbol): void;
  open(symbol: MapSymbol, members: Member[]): void;
  updateList(opened?: Opened): void;

  addKeyboard(map: L.Map): void;
  updateKeyboard(): void;
  describeMap(words: string): void;
  byDate<S extends Pick<MapSymbol, "members">>(symbols: S[]): S[];
  closeLast(): boolean;

  addControls(map: L.Map, config: Config): void;
  addLegend(map: L.Map, config: Config): void;
  updateLegend(groups: Group[], filtered?: Record<FilterName, Filtered>): void;
  legendEntry(filtered: Filtered, values: string[]): { number: number; isOn: boolean; isFaded: boolean };
  fitLegend(change?: { isResized?: boolean }): void;

  baseNamed(name: string): Base | undefined;
  openCard(card: string): void;

  description(symbol: MapSymbol): string[];
  spoken(symbol: MapSymbol): string;
  tooltipOffset(symbol: MapSymbol): L.Point;
  placeTooltip(tooltip: L.Tooltip, symbol: MapSymbol): void;

  heading(symbol: MapSymbol): string;
  pointAtCircle(symbol: MapSymbol, isPointedAt: boolean): void;
  pixelRadius(circle: L.Circle): number;
}

declare var basewatch: Basewatch;

interface Window {
  Streamlit: { setComponentValue(value: object): void };
}
