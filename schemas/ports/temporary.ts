/** What processes write half, and leave where they are killed. */
export interface Temporary {
  /** Removes what is of processes and threads that are no more, never what one that lives may need; how much went. */
  readonly removeDead: () => Promise<number>;
}
