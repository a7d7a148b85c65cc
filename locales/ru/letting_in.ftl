### Operators let a resident in who can get no code.

let-in-waiting = <b>🔑 Пароль верный, ждут кода</b>
let-in-button = Впустить: { $whom }
let-in-ask =
    <b>Впустить без кода в кабинет { $login }?</b>
    { $chat }

    Вы убедились, что это абонент? Проверьте: номер, дата и сумма последнего платежа.
let-in-sure-button = Да, это абонент: впустить
let-in-keep-out-button = Нет, не впускать
let-in-hint = Впустили. Абоненту сообщили.
let-in-done = ✅ { $by }: в кабинет { $login } без кода вошёл { $whom }. Абоненту сообщили.
let-in-kept-out = { $by }: не впускаем, { $whom }.
error-already-in = Этот чат уже вошёл в кабинет: его уже впустили, или подошёл код.
operator-error-second-step-gone = Этот чат здесь больше не ждёт. Он уже вошёл, начал вход заново или ждал дольше суток. Найдите кабинет ещё раз: /find
