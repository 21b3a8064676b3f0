import packageJson from '../../package.json' with { type: 'json' };

/** The version that `--version` prints and that a run's manifest records. */
export const PROGRAM_VERSION = packageJson.version;
