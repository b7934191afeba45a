/** The log as the runner uses it: constant messages, the rest as fields. pino's loggers fit. */
export interface Log {
  readonly info: (fields: object, message: string) => void;
  readonly warn: (fields: object, message: string) => void;
  readonly error: (fields: object, message: string) => void;
  readonly debug: (fields: object, message: string) => void;
}
