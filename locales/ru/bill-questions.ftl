### A question about a bill: what residents read, and what operators do.

bill-ask-button = Спросить об этом счёте
question-bill-ask = <b>Вопрос о счёте за { $bill }</b> · № { $number }

    Напишите одним сообщением, что в этом счёте непонятно, или запишите голосовое. Сам счёт оператор увидит вместе с вопросом. Если дело срочное, позвоните: { $phone }
question-bill-named = Это о счёте за { $bill }, № { $number }.
my-data-about-bill = О каком счёте
alert-question-bill = 🧾 <b>Счёт за { $bill }</b> · № { $number }
alert-question-bill-gone = Этого счёта или номера у абонента больше нет.
message-question-closed-about-bill =
    Оператор закрыл Ваш вопрос от { $asked } о счёте за { $bill }: «{ $question }»

    Если что-то осталось неясным, ответьте на его сообщение или нажмите «{ menu-question-button }».
