### What operators read in answer to their commands.

operator-help = <b>The operators' desk</b>
operator-command-help = what can be done here
operator-help-alerts = <b>Alerts.</b> “Take it” keeps an alert for you for half an hour, “Give it back” lets others have it. You can also decide at once. “Close” is for what asks for no decision. To answer a resident's question, reply to its message.
operator-command-unknown = There is no such command.
operator-command-edited = A command that was edited does nothing. Send it as a new message.
operator-anonymous = You write in the name of the group, so nobody can tell who you are. Switch anonymity off in the rights of the administrator and try again.
