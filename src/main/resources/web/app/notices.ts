/** Short confirmations that the shell shows for a moment and reads out: "Copied", "Collection deleted". */
class Notices extends EventTarget {
  current = "";
  #timer = 0;

  say(message: string): void {
    clearTimeout(this.#timer);
    this.current = message;
    this.dispatchEvent(new Event("change"));
    this.#timer = window.setTimeout(() => {
      this.current = "";
      this.dispatchEvent(new Event("change"));
    }, 4000);
  }
}

const notices = new Notices();
export { notices };

export function say(message: string): void {
  notices.say(message);
}
