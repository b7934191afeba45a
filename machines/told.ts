/** An event of a machine: what it is told, and when that was, in milliseconds since the epoch. */
export type Told<Type extends string, Payload = unknown> = { readonly type: Type; readonly at: number } & Payload;

/** An event without its time, which whoever drives the machine puts in; keeps the members of a union apart. */
export type Untimed<Event> = Event extends unknown ? Omit<Event, 'at'> : never;
