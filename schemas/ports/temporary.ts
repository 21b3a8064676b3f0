/** What processes write half, and leave where they are killed. */
export interface Temporary {
  /** Removes what is of processes that are no more, never what one that lives may need; gives how much went. */
  readonly removeDead: () => Promise<number>;
}
