@echo off
rem Keeps the wall up on Windows; wallboard-task.xml starts it when the user logs on. Set the two paths to yours.
rem A wall that ends is started anew, unless somebody ended it (status 0) or its words are wrong (status 2).
:again
C:\wallboard\.venv\Scripts\wallboard.exe run --config C:\wallboard\wallboard.toml --record C:\wallboard\night
if %ERRORLEVEL% EQU 0 exit /b 0
if %ERRORLEVEL% EQU 2 exit /b 2
ping -n 2 127.0.0.1 >nul
goto again
