import type { ReactiveController, ReactiveControllerHost } from "lit";

/** Renders its host again whenever a store tells of a change. */
export class Watching implements ReactiveController {
  readonly #stores: EventTarget[];
  readonly #changed: () => void;

  constructor(host: ReactiveControllerHost, ...stores: EventTarget[]) {
    this.#stores = stores;
    this.#changed = () => host.requestUpdate();
    host.addController(this);
  }

  hostConnected(): void {
    this.#stores.forEach((store) => store.addEventListener("change", this.#changed));
  }

  hostDisconnected(): void {
    this.#stores.forEach((store) => store.removeEventListener("change", this.#changed));
  }
}
