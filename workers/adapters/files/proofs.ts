import { createHash } from 'node:crypto';
import { statSync, type BigIntStats } from 'node:fs';
import { CuadreError } from '../../../schemas/errors.ts';
import {
  BLOCK_BYTES,
  blocksBeside,
  hashBlocks,
  hashOfBlock,
  putBlocks,
  rootOf,
  type BlockHashes,
} from './block-hashes.ts';
import { digestFile, onDisk } from './disk.ts';

/** What is known of a file before it is read. */
export interface Recorded {
  /** The hash that the record names it by; null where the record does not know it, or not yet. */
  readonly sha256: string | null;
  /** How a damaged one is got back, for people. */
  readonly getBack: string;
}

/** The hashes that a file is proved by, and which of its blocks were proved in this process. */
interface Proof {
  readonly blocks: BlockHashes;
  /** Of the blocks, or of the bytes where the record is of a version before there were blocks. */
  readonly names: ReadonlySet<string>;
  /** The file as it stood then: another one, or one that was written to, is proved anew. */
  readonly identity: string;
  readonly proved: Uint8Array;
}

/** Some thousand files of some thousand blocks: a few megabytes. */
const PROOFS_MAX = 4096;
const proofs = new Map<string, Proof>();

/** Changes whenever the file does, and also with its names: then it is proved once more. */
export function identityOf({ dev, ino, size, mtimeNs, ctimeNs }: BigIntStats): string {
  return `${String(dev)}:${String(ino)}:${String(size)}:${String(mtimeNs)}:${String(ctimeNs)}`;
}

function remember(path: string, proof: Proof): Proof {
  proofs.delete(path);
  proofs.set(path, proof);
  for (const oldest of proofs.keys()) {
    if (proofs.size <= PROOFS_MAX) break;
    proofs.delete(oldest);
  }
  return proof;
}

/** Remembers that the file at a path holds these blocks: it was just written, and read back. */
export function rememberWritten(path: string, blocks: BlockHashes): void {
  const stat = onDisk(path, () => statSync(path, { bigint: true }));
  remember(path, proofOf(blocks, stat, [rootOf(blocks)], 1));
}

function proofOf(blocks: BlockHashes, stat: BigIntStats, names: readonly string[], proved: 0 | 1): Proof {
  const count = Math.ceil(blocks.size / BLOCK_BYTES);
  return { blocks, names: new Set(names), identity: identityOf(stat), proved: new Uint8Array(count).fill(proved) };
}

/** Proves blocks of one file as they are read. */
export interface Prover {
  readonly size: number;
  /** Throws `integrity_broken` where a block is not the one that was recorded. `stat` is of the file that was read. */
  prove(block: number, bytes: Uint8Array, stat: BigIntStats): void;
}

/**
 * What proves a file: the list beside it, where its hash is the one that the record names; where it is lost or another,
 * the list is made from the file, which proves all of it. Throws `integrity_broken` where there is no such file, or it
 * is not the one that was recorded.
 */
export function proverOf(path: string, recorded: Recorded): Prover {
  const stat = onDisk(path, () => statSync(path, { bigint: true, throwIfNoEntry: false }));
  if (stat === undefined) throw gone(path, recorded);
  const known = proofs.get(path);
  const isKnown =
    known?.identity === identityOf(stat) && (recorded.sha256 === null || known.names.has(recorded.sha256));
  return prover(path, remember(path, isKnown ? known : newProof(path, stat, recorded)), recorded.getBack);
}

/** What proves a file that is being written by what was handed to the disk. */
export function proverOfWritten(path: string, blocks: BlockHashes): Prover {
  const stat = onDisk(path, () => statSync(path, { bigint: true }));
  return prover(path, proofOf(blocks, stat, [], 0), 'the disk gives back something else than it was given');
}

function prover(path: string, proof: Proof, getBack: string): Prover {
  return {
    size: proof.blocks.size,
    prove: (block, bytes, stat) => {
      const isSame = identityOf(stat) === proof.identity;
      if (isSame && proof.proved[block] === 1) return;
      const found = createHash('sha256').update(bytes).digest();
      if (!found.equals(hashOfBlock(proof.blocks, block))) throw damagedBlock(path, block, bytes.length, getBack);
      if (isSame) proof.proved[block] = 1;
    },
  };
}

function newProof(path: string, stat: BigIntStats, recorded: Recorded): Proof {
  const beside = blocksBeside(path);
  if (beside !== null) {
    const root = rootOf(beside);
    if (recorded.sha256 === null ? beside.size === Number(stat.size) : root === recorded.sha256) {
      if (beside.size !== Number(stat.size)) throw damaged(path, recorded);
      return proofOf(beside, stat, [root], 0);
    }
  }
  const blocks = hashBlocks(path);
  const root = rootOf(blocks);
  const isOfBytes = recorded.sha256 !== null && root !== recorded.sha256;
  if (isOfBytes && digestFile(path)?.sha256 !== recorded.sha256) throw damaged(path, recorded);
  putBack(path, blocks);
  return proofOf(blocks, stat, isOfBytes ? [root, recorded.sha256] : [root], 1);
}

/** Where it cannot be written it is made again each time. */
function putBack(path: string, blocks: BlockHashes): void {
  try {
    putBlocks(path, blocks);
  } catch (error) {
    if (!(error instanceof CuadreError)) throw error;
  }
}

function gone(path: string, { sha256, getBack }: Recorded): CuadreError {
  return new CuadreError('integrity_broken', `${path} is not there any more; ${getBack}`, { path, recorded: sha256 });
}

function damaged(path: string, { sha256, getBack }: Recorded): CuadreError {
  return new CuadreError('integrity_broken', `${path} is not the file that was recorded; ${getBack}`, {
    path,
    recorded: sha256,
  });
}

function damagedBlock(path: string, block: number, length: number, getBack: string): CuadreError {
  const from = block * BLOCK_BYTES;
  return new CuadreError('integrity_broken', `${path} is damaged; ${getBack}`, {
    path,
    bytes: `${String(from)} to ${String(from + length - 1)}`,
  });
}
