import { words } from "../../i18n/words";

export const limitWords = words({
  title: ["Limits", "Ограничения"],
  text: [
    "They hold for all campaigns of this space together. Empty: no limit.",
    "Действуют на все кампании пространства вместе. Пусто: без ограничения.",
  ],
  callsPerDay: ["Calls a day", "Звонков в день"],
  minutesPerDay: ["Minutes a day", "Минут в день"],
  spendPerDay: ["Spend a day, $", "Расходов в день, $"],
  used: ["Today (UTC): {n}", "Сегодня (UTC): {n}"],
  perNumber: ["Limit calls to one number", "Ограничить звонки на один номер"],
  calls: ["Calls to one number", "Звонков на один номер"],
  days: ["In so many days", "За столько дней"],
  onlyOwner: ["Only owners can change them.", "Менять их могут только владельцы."],
});
