@echo off
rem The face of the project on Windows, as the Makefile is elsewhere.  A double click makes the report of 2022 and waits
rem at the end; with words it asks nothing:  report 2022  /  check 2022  /  report YEAR=2022 OUTPUT=...
rem
rem The file is read by the bytes: line ends are CR LF, and but for the lines of "echo" all is ASCII.  Delayed expansion
rem stays off, so that "!" in a folder's name is no command; every path stands in quotes, so that "&" is none either.

setlocal EnableExtensions DisableDelayedExpansion
set "SHNOR_CODE_PAGE="
for /f "tokens=2 delims=:." %%C in ('chcp') do set "SHNOR_CODE_PAGE=%%C"
chcp 65001 >nul

set "PYTHONUTF8=1"
set "PYTHONHOME="
set "PYTHONPATH="
rem A launcher that fetches a Python without a word would look like a hang.
set "PYTHON_MANAGER_AUTOMATIC_INSTALL=false"
set "SHNOR_CODE=2"
set "SHNOR_WAIT="
if "%~1"=="" set "SHNOR_WAIT=1"

rem pushd gives a network folder a letter; cd cannot go there.
pushd "%~dp0"
if not "%ERRORLEVEL%"=="0" goto no_folder
if not exist "tools\set_up.py" goto no_project

set "SHNOR_PYTHON="
for %%V in (3.13 3.12 3.11) do if not defined SHNOR_PYTHON call :try py -%%V
if not defined SHNOR_PYTHON call :try python
if not defined SHNOR_PYTHON goto no_python

set "SHNOR_WITH="
if /i "%~1"=="lab" set "SHNOR_WITH=--with lab"
if defined SHNOR_WAIT echo Собираю отчёт за 2022 год. В первый раз это занимает несколько минут и нужен интернет.
cmd /d /c %SHNOR_PYTHON% -E -S "tools\set_up.py" %SHNOR_WITH%
if not "%ERRORLEVEL%"=="0" goto ended

if defined SHNOR_WAIT goto without_words
".venv\Scripts\python.exe" -m shnor_lib %*
set "SHNOR_CODE=%ERRORLEVEL%"
goto ended

:without_words
".venv\Scripts\python.exe" -m shnor_lib report 2022
set "SHNOR_CODE=%ERRORLEVEL%"
if "%SHNOR_CODE%"=="0" echo Готово. Отчёт лежит в папке output\2022: report.pdf и report.html.
goto ended

:no_folder
echo Папка программы не открывается: проверьте, что она на месте и доступна.
goto stopped

:no_project
echo Рядом с файлом Отчёт.cmd нет остальных файлов программы: распакуйте архив целиком и запустите Отчёт.cmd из папки.
goto ended

:no_python
echo Не найден Python 3.11, 3.12 или 3.13: установите 64-разрядный Python 3.13 с https://www.python.org/downloads/windows/ и запустите Отчёт.cmd ещё раз.
goto ended

:ended
popd

:stopped
if defined SHNOR_WAIT pause
if defined SHNOR_CODE_PAGE chcp %SHNOR_CODE_PAGE% >nul
exit /b %SHNOR_CODE%

:try
rem The words are a command; it is taken if it starts a supported Python of 64 bits (the packages have no other).  It may
rem be a batch file itself (pyenv): without "cmd" nothing after it would run.  Only a Python answers 7.
cmd /d /c %* -E -S -c "import sys; sys.exit(7 * ((3, 11) <= sys.version_info[:2] <= (3, 13) and sys.maxsize > 2**32))" >nul 2>nul
if "%ERRORLEVEL%"=="7" set "SHNOR_PYTHON=%*"
exit /b 0
