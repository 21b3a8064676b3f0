import { rmSync } from 'node:fs';
import { BLOCKS_SUFFIX, blocksBeside, putBlocks, rootOf, type BlockHashes } from './block-hashes.ts';
import { onDisk, putUnderItsName } from './disk.ts';
import { rememberWritten } from './proofs.ts';

/**
 * Puts a finished file under its name (`putUnderItsName`), and the list of its blocks beside it. A list of something
 * else is taken away first: between the two a crash leaves a file without a list, and never one with a wrong one.
 */
export function putProved(from: string, to: string, blocks: BlockHashes): void {
  const beside = blocksBeside(to);
  const isThere = beside !== null && rootOf(beside) === rootOf(blocks);
  if (!isThere)
    onDisk(to, () => {
      rmSync(`${to}${BLOCKS_SUFFIX}`, { force: true });
    });
  putUnderItsName(from, to);
  if (!isThere) putBlocks(to, blocks);
  rememberWritten(to, blocks);
}

/** Takes a file and the list of its blocks away; what is gone already is no error. */
export function removeProved(path: string): void {
  onDisk(path, () => {
    rmSync(path, { force: true });
    rmSync(`${path}${BLOCKS_SUFFIX}`, { force: true });
  });
}
