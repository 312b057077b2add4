// The few icons of the dashboard, drawn as strokes on a 24-pixel grid. They never carry meaning alone.

import type { ReactNode } from "react";

export interface IconProps {
  size?: number;
}

function icon(paths: ReactNode) {
  return function Icon({ size = 18 }: IconProps) {
    return (
      <svg
        width={size}
        height={size}
        viewBox="0 0 24 24"
        fill="none"
        stroke="currentColor"
        strokeWidth={1.8}
        strokeLinecap="round"
        strokeLinejoin="round"
        aria-hidden="true"
        focusable="false"
      >
        {paths}
      </svg>
    );
  };
}

export const HomeIcon = icon(<path d="M3 11 12 4l9 7M5.500 9.500V20h13V9.500M10 20v-6h4v6" />);
export const AgentIcon = icon(
  <>
    <circle cx="12" cy="8" r="4" />
    <path d="M4.500 20.500c.7-4 3.700-6 7.500-6s6.800 2 7.500 6" />
  </>,
);
export const ToolIcon = icon(
  <path d="M14.700 6.300a4 4 0 0 0-5.300 5.300L3.500 17.500 6.500 20.500l5.900-5.900a4 4 0 0 0 5.300-5.300l-2.700 2.700-2.700-.7-.7-2.700z" />,
);
export const SessionIcon = icon(<path d="M20.500 11.500a8 8 0 0 1-8 8c-1.400 0-2.700-.3-3.800-.9L3.500 20l1.400-5.200a8 8 0 1 1 15.600-3.300z" />);
export const MicIcon = icon(
  <>
    <rect x="9" y="3" width="6" height="11" rx="3" />
    <path d="M5.500 11.500a6.500 6.500 0 0 0 13 0M12 18v3" />
  </>,
);
export const SettingsIcon = icon(
  <>
    <path d="M4 7h9M19 7h1M4 17h1M11 17h9" />
    <circle cx="16" cy="7" r="2.500" />
    <circle cx="8" cy="17" r="2.500" />
  </>,
);
export const PeopleIcon = icon(<path d="M9 11.500a3.500 3.500 0 1 0 0-7 3.500 3.500 0 0 0 0 7M2.500 19.500c.5-3.500 3-5 6.500-5s6 1.500 6.500 5M15.500 4.800a3.500 3.500 0 0 1 0 6.400M17.500 14.800c2.300.6 3.600 2.100 4 4.700" />);
export const BookIcon = icon(<path d="M5 4.500h11.500a2 2 0 0 1 2 2v13H7a2 2 0 0 1-2-2zM5 17.500a2 2 0 0 1 2-2h11.500M9 8.500h6" />);
export const SoundIcon = icon(<path d="M4 9.500v5h3.500L12 19V5L7.500 9.500zM15.500 9a4.200 4.200 0 0 1 0 6M18 6.500a8 8 0 0 1 0 11" />);
export const PhoneIcon = icon(<path d="M5.500 3.500h3.300l1.700 4.300-2.200 1.600a12 12 0 0 0 6.300 6.300l1.600-2.200 4.300 1.700v3.300a2 2 0 0 1-2 2A15 15 0 0 1 3.500 5.500a2 2 0 0 1 2-2z" />);
export const SearchIcon = icon(
  <>
    <circle cx="10.500" cy="10.500" r="6.500" />
    <path d="m15.500 15.500 5 5" />
  </>,
);
export const PlusIcon = icon(<path d="M12 5v14M5 12h14" />);
export const TrashIcon = icon(<path d="M4 7h16M9.500 7V4.500h5V7M6.500 7l.8 13h9.400l.8-13M10 11v5.500M14 11v5.500" />);
export const CopyIcon = icon(
  <>
    <rect x="8.500" y="8.500" width="12" height="12" rx="2" />
    <path d="M15.500 8.500v-3a2 2 0 0 0-2-2h-8a2 2 0 0 0-2 2v8a2 2 0 0 0 2 2h3" />
  </>,
);
export const CheckIcon = icon(<path d="m5 12.500 4.500 4.500L19 7.500" />);
export const SunIcon = icon(
  <>
    <circle cx="12" cy="12" r="4" />
    <path d="M12 2.500v2M12 19.500v2M2.500 12h2M19.500 12h2M5.300 5.300l1.400 1.400M17.300 17.300l1.400 1.400M5.300 18.700l1.400-1.400M17.300 6.700l1.400-1.400" />
  </>,
);
export const MoonIcon = icon(<path d="M20 14.500A8.500 8.500 0 0 1 9.500 4a8.500 8.500 0 1 0 10.500 10.500z" />);
export const DotsIcon = icon(<path d="M5 12h.01M12 12h.01M19 12h.01" />);
export const PlayIcon = icon(<path d="M7 4.500v15l12-7.500z" />);
export const PauseIcon = icon(<path d="M8 5v14M16 5v14" />);
export const DownloadIcon = icon(<path d="M12 4v11M7 10.500l5 5 5-5M4.500 20h15" />);
export const PhoneEndIcon = icon(<path d="M3.500 14.500c4.700-5 12.300-5 17 0l-2.300 2.500-3.700-1.500v-2.600a11 11 0 0 0-5 0v2.600L5.800 17z" />);
export const SendIcon = icon(<path d="M4 12 20.500 4.500 14.500 20.500 11.500 13z" />);
export const MicOffIcon = icon(<path d="M9 9v2a3 3 0 0 0 4.800 2.400M15 11V6a3 3 0 0 0-5.800-1M5.500 11.500a6.500 6.500 0 0 0 10.300 5.300M18.500 11.500c0 1-.2 1.800-.5 2.600M12 18v3M4 4l16 16" />);
export const ChevronIcon = icon(<path d="m8 10 4 4 4-4" />);
export const UploadIcon = icon(<path d="M12 15V4M7 8.500l5-5 5 5M4.500 20h15" />);
export const CampaignIcon = icon(<path d="M4 10v4h3l8 4.500v-13L7 10zM18.500 9a4 4 0 0 1 0 6" />);
export const BlockIcon = icon(
  <>
    <circle cx="12" cy="12" r="8.500" />
    <path d="m6 6 12 12" />
  </>,
);
export const UserIcon = AgentIcon;
export const LanguageIcon = icon(
  <>
    <circle cx="12" cy="12" r="8.500" />
    <path d="M3.500 12h17M12 3.500c5 5 5 12 0 17M12 3.500c-5 5-5 12 0 17" />
  </>,
);
