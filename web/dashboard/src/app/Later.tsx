// A button whose menu is loaded when it is first wanted: menus weigh more than the rest of the shell.

import { type ReactNode, Suspense, useState } from "react";

interface ButtonProps {
  onClick?: () => void;
  onPointerEnter?: () => void;
  onFocus?: () => void;
}

interface Props {
  load: () => Promise<unknown>;
  button: (props: ButtonProps) => ReactNode;
  /** Opens itself when it appears, and shows the same button. */
  menu: ReactNode;
}

export function Later({ load, button, menu }: Props) {
  const [isWanted, setWanted] = useState(false);
  const preload = () => void load();
  if (!isWanted) return button({ onClick: () => setWanted(true), onPointerEnter: preload, onFocus: preload });
  return <Suspense fallback={button({})}>{menu}</Suspense>;
}
