import * as api from "./api.js";
import type { About, Person } from "./api-types.js";
import { sessionEnded } from "./http.js";

/** Who is signed in, and what the server says of itself. One per page; changes are told by a `change` event. */
class Session extends EventTarget {
  person: Person | null = null;
  about: About | null = null;
  known = false;

  constructor() {
    super();
    sessionEnded.addEventListener("ended", () => this.#set(null));
  }

  async restore(): Promise<void> {
    const found = await api.session();
    if (found.ok) {
      await this.#begin(found.value);
    } else {
      this.#set(null);
    }
  }

  /** Null when the person is in, else the reason why not, in words. */
  async signIn(email: string, password: string): Promise<{ status: number; message: string } | null> {
    const entered = await api.signIn(email, password);
    if (!entered.ok) {
      return entered.problem;
    }
    await this.#begin(entered.value);
    return null;
  }

  async signOut(): Promise<void> {
    await api.signOut();
    this.#set(null);
  }

  async refreshAbout(): Promise<void> {
    const told = await api.about();
    if (told.ok) {
      this.about = told.value;
      this.dispatchEvent(new Event("change"));
    }
  }

  async #begin(person: Person): Promise<void> {
    const told = await api.about();
    this.about = told.ok ? told.value : null;
    this.#set(person);
  }

  #set(person: Person | null): void {
    this.person = person;
    this.known = true;
    this.dispatchEvent(new Event("change"));
  }
}

export const session = new Session();
