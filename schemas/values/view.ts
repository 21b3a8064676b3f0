/**
 * Looks at one row after the other of what is stored as columns: the record returned is always the same object, which
 * moves, and whose cells are read when they are asked for. For who reads a few cells of a million rows and keeps none.
 */
export function movingView<Row>(
  names: readonly (keyof Row)[],
  column: <Name extends keyof Row>(name: Name) => (place: number) => Row[Name],
): (place: number) => Row {
  let at = 0;
  const view = {};
  for (const name of names) {
    let cell: ((place: number) => Row[keyof Row]) | null = null;
    Object.defineProperty(view, name, { enumerable: true, get: () => (cell ??= column(name))(at) });
  }
  return (place) => {
    at = place;
    return view as Row;
  };
}
