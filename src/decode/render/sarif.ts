/** What SARIF 2.1.0 logs share: the frame of one run over one recording, and places in it. */

const schema = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';

/** One run of a tool, as it becomes the log. */
export interface SarifRun {
  /** Name of the tool, such as `driftwire drift`. */
  readonly tool: string;
  /** Version of the tool. */
  readonly version: string;
  /** Path of the recording. */
  readonly file: string;
  readonly rules: readonly object[];
  readonly results: readonly object[];
}

/** The log as one object, ready to be written as JSON. */
export function sarifLog({ tool, version, file, rules, results }: SarifRun): object {
  return {
    $schema: schema,
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: tool, version, rules } },
        artifacts: [{ location: artifact(file) }],
        results,
      },
    ],
  };
}

/** A place in the recording: `offset` in bytes, where it is known; `entry` as people call it, `place` in full. */
export function sarifLocation(
  file: string,
  offset: number | undefined,
  place: string,
  entry: string | undefined,
): object {
  return {
    physicalLocation: {
      artifactLocation: { ...artifact(file), index: 0 },
      ...(offset !== undefined && { region: { byteOffset: offset } }),
    },
    logicalLocations: [
      { fullyQualifiedName: place, kind: 'member', ...(entry !== undefined && { name: entry }) },
    ],
  };
}

/** A path as a relative or absolute reference. */
const artifact = (path: string): { uri: string } => ({
  uri: path.split(/[\\/]/).map(encodeURIComponent).join('/'),
});
