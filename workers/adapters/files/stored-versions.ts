import { CuadreError } from '../../../schemas/errors.ts';

/**
 * How tables are stored, by what stands in them: the number behind the name in their metadata (`cuadre.format`:
 * `lines/1`). It is no input of a run: how a file is read has a number of its own, which is (`READER_VERSION`). A table
 * of an earlier form is read as it is; what a form lacks is told by the file itself (`cuadre.empty`,
 * `cuadre.stretches`), not by its number. The number goes up where an earlier program would read a table wrongly.
 */
const STORED = { lines: 1, fates: 1 } as const;
export type StoredTable = keyof typeof STORED;

/** The entry of the metadata that names the form. */
const FORMAT = 'cuadre.format';

/** The form in which this program writes a table, for its metadata. */
export function storedFormat(table: StoredTable): [name: string, value: string] {
  return [FORMAT, `${table}/${String(STORED[table])}`];
}

/**
 * Throws `store_newer_than_program` where a table was stored in a newer form than this program knows, and
 * `integrity_broken` where it is none of this name.
 */
export function assertReadable(table: StoredTable, metadata: ReadonlyMap<string, string>, path: string): void {
  const format = metadata.get(FORMAT) ?? '';
  const [, name, version] = /^(\w+)\/([1-9]\d*)$/.exec(format) ?? [];
  if (name !== table || version === undefined)
    throw new CuadreError('integrity_broken', `${path} is no table of ${table}`, { path, format });
  if (Number(version) > STORED[table]) throw storedByNewer(path, format);
}

export function storedByNewer(path: string, format: string): CuadreError {
  return new CuadreError('store_newer_than_program', `${path} was stored by a newer version of this program`, {
    path,
    format,
  });
}
