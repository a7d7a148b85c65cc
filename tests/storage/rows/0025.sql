UPDATE subscribers SET street = 'яблоневая', place = 'светлогорье', house = '1';
