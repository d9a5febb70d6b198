/** Every codec by name. */
import { bytes } from './bytes.ts';
import type { Codec, CodecName } from './codec.ts';
import { form } from './form.ts';
import { html } from './html.ts';
import { js } from './js.ts';
import { json } from './json.ts';
import { multipart } from './multipart.ts';
import { xml } from './xml.ts';

export const codecs: Readonly<Record<CodecName, Codec>> = { js, json, xml, form, multipart, html, bytes };
