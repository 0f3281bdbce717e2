export type Theme = "system" | "light" | "dark";

const STORED = "groundwork.theme";

export function theme(): Theme {
  const stored = localStorage.getItem(STORED);
  return stored === "light" || stored === "dark" ? stored : "system";
}

export function useTheme(choice: Theme): void {
  if (choice === "system") {
    localStorage.removeItem(STORED);
  } else {
    localStorage.setItem(STORED, choice);
  }
  apply();
}

function apply(): void {
  const choice = theme();
  if (choice === "system") {
    delete document.documentElement.dataset["theme"];
  } else {
    document.documentElement.dataset["theme"] = choice;
  }
}

apply();
