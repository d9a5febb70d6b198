/** What is used of har-validator. */
declare module 'har-validator/lib/async.js' {
  /** One error of the JSON Schema validator. */
  export interface SchemaError {
    readonly keyword: string;
    readonly dataPath: string;
    readonly params: Readonly<Record<string, unknown>>;
  }
  type Validate = (
    data: unknown,
    next: (error: { readonly errors: readonly SchemaError[] } | null) => void,
  ) => void;

  export const entry: Validate;
  export const log: Validate;
  export const page: Validate;
  export const header: Validate;
  export const cookie: Validate;
  export const query: Validate;
}
