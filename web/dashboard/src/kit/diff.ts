// What differs between two documents, and what two people changed from one base.

export type Json = unknown;

export interface Change {
  path: string;
  before: Json;
  after: Json;
}

export interface ThreeWay {
  path: string;
  base: Json;
  theirs: Json;
  yours: Json;
  /** Both changed it, and not to the same. */
  isConflict: boolean;
}

function isObject(value: Json): value is Record<string, Json> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function same(a: Json, b: Json): boolean {
  if (Object.is(a, b)) return true;
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((item, i) => same(item, b[i]));
  if (!isObject(a) || !isObject(b)) return false;
  const names = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...names].every((name) => name in a === name in b && same(a[name], b[name]));
}

/** Leaves that differ; lists are compared whole, because their entries have no names. */
export function diff(before: Json, after: Json, path = ""): Change[] {
  if (same(before, after)) return [];
  if (!isObject(before) || !isObject(after)) return [{ path, before, after }];
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return names.flatMap((name) => diff(before[name], after[name], path ? `${path}.${name}` : name));
}

export function threeWay(base: Json, theirs: Json, yours: Json): ThreeWay[] {
  const paths = new Set([...diff(base, theirs), ...diff(base, yours)].map((change) => change.path));
  // An object that one side added or removed whole covers the changes inside it.
  const outer = [...paths].filter((path) => !ancestors(path).some((above) => paths.has(above)));
  return outer.map((path) => {
    const [b, t, y] = [get(base, path), get(theirs, path), get(yours, path)];
    return { path, base: b, theirs: t, yours: y, isConflict: !same(b, t) && !same(b, y) && !same(t, y) };
  });
}

/** Their document with your changes put in; conflicts go as `keepTheirs` says. */
export function merge(theirs: Json, changes: ThreeWay[], keepTheirs: (path: string) => boolean): Json {
  const mine = changes.filter((change) => !same(change.base, change.yours));
  return mine
    .filter((change) => !(change.isConflict && keepTheirs(change.path)))
    .reduce((whole, change) => set(whole, change.path.split("."), change.yours), theirs);
}

function ancestors(path: string): string[] {
  const parts = path.split(".");
  return parts.slice(0, -1).map((_, index) => parts.slice(0, index + 1).join("."));
}

export function get(value: Json, path: string): Json {
  if (!path) return value;
  return path.split(".").reduce<Json>((at, name) => {
    if (isObject(at)) return at[name];
    return Array.isArray(at) ? at[Number(name)] : undefined;
  }, value);
}

function set(value: Json, [name, ...rest]: string[], to: Json): Json {
  if (name === undefined) return to;
  const { [name]: old, ...others } = isObject(value) ? value : {};
  const next = set(old, rest, to);
  return next === undefined ? others : { ...others, [name]: next };
}
