// Typed events without the DOM, so that sessions run in plain tests.

type Handler<Value> = (value: Value) => void;

export class Emitter<Events extends object> {
  readonly #handlers = new Map<keyof Events, Set<Handler<never>>>();

  /** Returns what stops the listening. */
  on<Name extends keyof Events>(name: Name, handler: Handler<Events[Name]>): () => void {
    const handlers = this.#handlers.get(name) ?? new Set();
    this.#handlers.set(name, handlers.add(handler));
    return () => handlers.delete(handler);
  }

  protected emit<Name extends keyof Events>(name: Name, value: Events[Name]): void {
    for (const handler of this.#handlers.get(name) ?? []) (handler as Handler<Events[Name]>)(value);
  }
}
