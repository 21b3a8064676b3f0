import type { Readable } from 'node:stream';
import { fromRandomAccessReaderPromise, RandomAccessReader, type Options, type ZipFile } from 'yauzl';
import type { Bytes } from '../../../schemas/ports/archive.ts';

/** Opens a zip wherever its bytes stand; the caller closes it. Throws what yauzl says of them. */
export async function openZip(bytes: Bytes, options: Options): Promise<ZipFile> {
  return fromRandomAccessReaderPromise(new BytesReader(bytes), bytes.size, { ...options, autoClose: false });
}

class BytesReader extends RandomAccessReader {
  readonly #bytes: Bytes;

  constructor(bytes: Bytes) {
    super();
    this.#bytes = bytes;
  }

  override _readStreamForRange(start: number, end: number): Readable {
    return this.#bytes.stream(start, end);
  }
}
