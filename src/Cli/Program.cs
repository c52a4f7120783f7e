Console.Error.WriteLine("mesh: no command yet");
return 2;
