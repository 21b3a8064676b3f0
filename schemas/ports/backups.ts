/** A backup as it is known to who only asks whether there is one. */
export interface BackupKnown {
  readonly id: string;
  /** The moment that it is of, in milliseconds since 1970. */
  readonly atMs: number;
  /** What was damaged or missing in the store itself. */
  readonly damaged: readonly string[];
}

/** The backups in the folder that the configuration names. */
export interface Backups {
  /** The newest; null where there is none. Throws `backup_damaged` and `disk_failed`. */
  newest(): Promise<BackupKnown | null>;
  /**
   * Makes a backup unless there is one of this moment or later, and gives the newest; while another process makes one
   * throws `store_busy`. Throws what a backup throws: `integrity_broken`, `store_of_another`, `disk_failed`.
   */
  since(ms: number): Promise<BackupKnown & { readonly made: boolean }>;
}
