UPDATE thread_messages SET marks = '[["bold",0,1,""]]';
UPDATE notices SET marks = '[["link",0,2,"https://energy.example/"]]';
